/** What an account needs, checked before it is sent so that a mistake is shown where it was made. */
import { t } from '../../strings.ts';

/** Ways to go on: with an account, with a new one, or without. */
export type Entry = 'sign-in' | 'register' | 'guest';

export interface Account {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  readonly phone: string;
}

export type AccountErrors = Partial<Record<keyof Account, string>>;

export const emptyAccount: Account = { email: '', password: '', name: '', phone: '' };

/** Empty when it may be sent. A sign-in is not told how passwords are made. */
export function accountErrors({ email, password, name, phone }: Account, entry: Entry): AccountErrors {
  const isNew = entry !== 'sign-in';
  const errors: Record<keyof Account, string | undefined> = {
    email: email.trim() === '' ? t.sign.fillIn : /^[^\s@]+@[^\s@]+$/.test(email.trim()) ? undefined : t.sign.noEmail,
    password: entry === 'register' ? passwordError(password) : entry === 'sign-in' && password === '' ? t.sign.fillIn : undefined,
    name: isNew && name.trim() === '' ? t.sign.fillIn : undefined,
    phone: isNew && !/^(\+[1-9]\d{6,14})?$/.test(toE164(phone)) ? t.sign.noPhone : undefined,
  };
  return Object.fromEntries(Object.entries(errors).filter(([, error]) => error !== undefined));
}

/** What is wrong with a new password, as far as the page knows. */
export const passwordError = (password: string): string | undefined => (password === '' ? t.sign.fillIn : password.length < 8 ? t.sign.tooShort : undefined);

/** A number as people write it, without what only eyes need. */
export const toE164 = (phone: string): string => phone.replaceAll(/[\s()./-]/g, '').replace(/^00/, '+');
