/** Unpredictable ids that also work on pages without a secure context, where `crypto.randomUUID` is missing. */

/** `bytes` random bytes as lower-case hexadecimal. */
export function randomHex(bytes: number): string {
  const values = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(values, (value) => value.toString(16).padStart(2, '0')).join('');
}
