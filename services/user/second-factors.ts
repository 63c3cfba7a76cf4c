/** Makes and checks second factors; secrets leave here encrypted and recovery codes hashed, with keys from the settings. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
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
  /** New recovery codes, and what is stored of them. */
  recoveryCodes(): { readonly codes: readonly string[]; readonly hashes: readonly string[] };
}

const CIPHER = 'aes-256-gcm';
const SECRET_BYTES = 20;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const RECOVERY_CODES = 10;

/** `key` is a secret of whatever length. */
export function createSecondFactors(key: string): SecondFactors {
  const derive = (purpose: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', purpose, 32));
  const sealing = derive('berth second factors');
  const hashing = derive('berth recovery codes');
  const hashOf = (code: string): string => createHmac('sha256', hashing).update(code).digest('base64url');

  // Bound to the person: what is copied to another row opens nothing.
  const seal = (userId: string, secret: Uint8Array): string => {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(CIPHER, sealing, iv).setAAD(Buffer.from(userId));
    return Buffer.concat([iv, cipher.update(secret), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  };
  const unseal = (userId: string, sealed: string): Buffer => {
    const bytes = Buffer.from(sealed, 'base64url');
    const decipher = createDecipheriv(CIPHER, sealing, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(userId)).setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]);
  };

  return {
    begin(userId) {
      const secret = randomBytes(SECRET_BYTES);
      return { factor: { sealedSecret: seal(userId, secret), confirmed: false, lastStep: 0, recovery: [] }, secret: base32(secret) };
    },
    prove(userId, { sealedSecret, lastStep, recovery }, code, now) {
      const step = stepOf(unseal(userId, sealedSecret), code, now);
      if (step !== undefined && step > lastStep) return { kind: 'code', step };
      const hash = hashOf(normal(code));
      return recovery.includes(hash) ? { kind: 'recovery', hash } : undefined;
    },
    recoveryCodes() {
      const codes = Array.from({ length: RECOVERY_CODES }, () => base32(randomBytes(10)).toLowerCase().replace(/(.{4})(?!$)/g, '$1-'));
      return { codes, hashes: codes.map((code) => hashOf(normal(code))) };
    },
  };
}

/** A recovery code as people type it, without dashes, spaces and case. */
const normal = (code: string): string => code.replace(/[\s-]/g, '').toLowerCase();

/** What an authenticator app reads out of a QR code. */
export function otpauthUri(issuer: string, email: string, secret: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(email)}`;
  return `otpauth://totp/${label}?${new URLSearchParams({ secret, issuer }).toString().replaceAll('+', '%20')}`;
}
