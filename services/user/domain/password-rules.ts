/** Which passwords are refused: the commonest and one's own address. Length is a rule of the contract, and there are no others. */
import { Failure } from '../../runtime/errors.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';

/** Raises `INVALID_ARGUMENT` that names `field` for a password that would be guessed at once. */
export function checkPassword(password: string, email: string, field: string): void {
  const folded = password.normalize('NFKC').toLowerCase();
  const address = email.toLowerCase();
  const guessed = COMMON_PASSWORDS.has(folded) || folded === address || folded === address.split('@')[0] || /^(.)\1+$/u.test(folded);
  if (!guessed) return;
  const description = 'is among the first that are guessed: choose another';
  throw new Failure({ code: 'INVALID_ARGUMENT', reason: 'PASSWORD_TOO_COMMON', message: `${field} ${description}`, violations: [{ field, description }] });
}
