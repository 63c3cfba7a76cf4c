/** Numbers that look arbitrary and are the same in every run. */

/** FNV-1a over the UTF-16 units: an unsigned 32-bit number that depends on every character. */
export function spread(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  // The lowest bits of FNV are its weakest; small moduli are all that is asked for here.
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** A whole number from `from` to `to`, both included. */
export const between = (from: number, to: number, text: string): number => from + (spread(text) % (to - from + 1));
