/** A second factor: codes of an authenticator app, each good once; recovery codes, each good once. */
import { reject, type Rejection } from '../../runtime/errors.ts';

/** As it is stored: plain JSON. */
export interface SecondFactor {
  /** Encrypted. */
  readonly sealedSecret: string;
  /** Sign-ins need it only then. */
  readonly confirmed: boolean;
  /** The last time step whose code was taken: it and those before are spent. */
  readonly lastStep: number;
  /** Hashes of the recovery codes that are left. */
  readonly recovery: readonly string[];
}

/** What somebody proved to have: the code of a time step, or the recovery code of a hash. */
export type Proof = { readonly kind: 'code'; readonly step: number } | { readonly kind: 'recovery'; readonly hash: string };

/** The factor after a proof was used up; refused when that had been before. */
export function spend(factor: SecondFactor, proof: Proof): { readonly factor: SecondFactor } | { readonly rejection: Rejection } {
  if (proof.kind === 'code') {
    return proof.step > factor.lastStep ? { factor: { ...factor, lastStep: proof.step } } : { rejection: wrongSecondFactor() };
  }
  const recovery = factor.recovery.filter((hash) => hash !== proof.hash);
  return recovery.length < factor.recovery.length ? { factor: { ...factor, recovery } } : { rejection: wrongSecondFactor() };
}

export const secondFactorRequired = (): Rejection =>
  reject('SECOND_FACTOR_REQUIRED', 'Enter the code that your authenticator app shows, or a recovery code.');

export const wrongSecondFactor = (): Rejection =>
  reject('WRONG_SECOND_FACTOR', 'The code is wrong or was used before. Wait for the next one.', { code: 'UNAUTHENTICATED' });
