/** Booking codes: short enough for the phone, without letters that are mistaken for others. */

const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** `K7QM-2XPD` out of at least eight random bytes; 30^8 codes, unique within a tenant by constraint. */
export function bookingCode(random: Uint8Array): string {
  const letters = Array.from(random.slice(0, 8), (byte) => ALPHABET[byte % ALPHABET.length] ?? 'X').join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}
