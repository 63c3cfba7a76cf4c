/** Makes and checks second factors; secrets leave here encrypted and recovery codes hashed. */
import { createHash, randomBytes } from 'node:crypto';
import type { Keyring, Sealer } from '../runtime/secrets/keyring.ts';
import type { Proof, SecondFactor } from './domain/second-factor.ts';
import { base32, stepOf } from './totp.ts';

/** What only its owner gets to see of a new factor. */
export interface NewFactor {
  readonly factor: SecondFactor;
  /** Base32. */
  readonly secret: string;
}

export interface SecondFactors {
  /** A new factor of a person, not confirmed yet. */
  begin(userId: string): NewFactor;
  /** What a code or recovery code proves; `undefined` when it is neither, or was used before. Of two at a time `spend` decides. */
  prove(userId: string, factor: SecondFactor, code: string, now: Date): Proof | undefined;
  /** New recovery codes of a person, and what is stored of them. */
  recoveryCodes(userId: string): { readonly codes: readonly string[]; readonly hashes: readonly string[] };
}

const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;

/** Seals the secrets of authenticator apps; their owner is the person. */
export const secondFactorSealer = (keyring: Keyring): Sealer => keyring.sealer('second factors');

export function createSecondFactors(keyring: Keyring): SecondFactors {
  // Bound to the person: what is copied to another row opens nothing.
  const sealer = secondFactorSealer(keyring);

  return {
    begin(userId) {
      const secret = randomBytes(SECRET_BYTES);
      return { factor: { sealedSecret: sealer.seal([userId], secret), confirmed: false, lastStep: 0, recovery: [] }, secret: base32(secret) };
    },
    prove(userId, { sealedSecret, lastStep, recovery }, code, now) {
      const step = stepOf(sealer.open([userId], sealedSecret), code, now);
      if (step !== undefined && step > lastStep) return { kind: 'code', step };
      const hash = hashOf(userId, code);
      return recovery.includes(hash) ? { kind: 'recovery', hash } : undefined;
    },
    recoveryCodes(userId) {
      const codes = Array.from({ length: RECOVERY_CODES }, () => base32(randomBytes(10)).toLowerCase().replace(/(.{4})(?!$)/g, '$1-'));
      return { codes, hashes: codes.map((code) => hashOf(userId, code)) };
    },
  };
}

/** No key is needed: nobody guesses eighty random bits. So the codes stay good when the keys of the settings change. */
const hashOf = (userId: string, code: string): string => createHash('sha256').update(`berth recovery codes\n${userId}\n${normal(code)}`).digest('base64url');

/** A recovery code as people type it, without dashes, spaces and case. */
const normal = (code: string): string => code.replace(/[\s-]/g, '').toLowerCase();

/** What an authenticator app reads out of a QR code. */
export function otpauthUri(issuer: string, email: string, secret: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(email)}`;
  return `otpauth://totp/${label}?${new URLSearchParams({ secret, issuer }).toString().replaceAll('+', '%20')}`;
}
