/** An authenticator app: shows the codes of a secret that it was given. */
import { codeOf, stepAt } from '../totp.ts';

/** The bytes of a secret in base32. */
export function secretOf(text: string): Buffer {
  const bits = [...text].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** The code that the app shows so many half minutes after `time`. */
export const codeAt = (secret: string, time: Date, steps = 0): string => codeOf(secretOf(secret), stepAt(time) + steps);
