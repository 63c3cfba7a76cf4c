/** A passkey: a key pair of which we have the public part. Its counter never goes back, else somebody copied it. */
import { reject, type Rejection } from '../../runtime/errors.ts';

export interface Passkey {
  readonly id: string;
  readonly identityId: string;
  /** As the authenticator names it, base64url. */
  readonly credentialId: string;
  /** COSE. */
  readonly publicKey: Uint8Array;
  /** Of the authenticator's uses; those that sync keep 0. */
  readonly counter: number;
  readonly name: string;
  readonly created: Date;
  readonly used: Date | undefined;
  /** Of the row: turns of several businesses may change it at a time. */
  readonly version: bigint;
}

/** The passkey after a use that the authenticator counted so. */
export function usedAgain(passkey: Passkey, counter: number, now: Date): { readonly passkey: Passkey } | { readonly rejection: Rejection } {
  const goesOn = counter > passkey.counter || (counter === 0 && passkey.counter === 0);
  return goesOn ? { passkey: { ...passkey, counter, used: now } } : { rejection: passkeyRefused() };
}

export const passkeyRefused = (): Rejection =>
  reject('PASSKEY_REFUSED', 'This passkey could not be verified. Try again, or sign in in another way.', { code: 'UNAUTHENTICATED' });

/** All of a person are read at once. */
export const MOST_PASSKEYS = 50;

export const tooManyPasskeys = (): Rejection =>
  reject('TOO_MANY_PASSKEYS', `An account has ${MOST_PASSKEYS} passkeys at most. Remove one that you do not use.`);

export const passkeyTaken = (): Rejection => reject('PASSKEY_TAKEN', 'This passkey has been added already.', { code: 'ALREADY_EXISTS' });
