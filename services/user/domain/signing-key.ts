/**
 * Which key signs access tokens and which are published: a key signs from its time on until the next one's. It is published
 * before, so that every cache has it, and after, until the last token that it signed has ended.
 */
import { reject, type Rejection } from '../../runtime/errors.ts';

export interface SigningKeyTimes {
  readonly kid: string;
  readonly created: Date;
  /** When it begins to sign. */
  readonly activates: Date;
  /** From then on no token of this key is good. */
  readonly revoked?: Date | undefined;
}

/** A key as it is stored. */
export interface StoredSigningKey extends SigningKeyTimes {
  /** The private JWK, encrypted. */
  readonly sealed: string;
  /** The public JWK. */
  readonly publicJwk: Readonly<Record<string, unknown>>;
}

export type SigningKeyState = 'next' | 'active' | 'retiring' | 'retired' | 'revoked';

export interface RotationRules {
  readonly rotateAfterMs: number;
  /** How long a key is published before it signs: longer than any cache keeps the key set. */
  readonly publishAheadMs: number;
}

/** Life of an access token. */
export const ACCESS_MS = 10 * 60_000;
/** Clocks of those who check tokens may differ by this much. */
const LEEWAY_MS = 60_000;
/** How long a key that no token needs any more stays to be looked at. */
const KEPT_MS = 30 * 86_400_000;

const inOrder = <T extends SigningKeyTimes>(keys: readonly T[]): T[] =>
  keys.toSorted((a, b) => a.activates.getTime() - b.activates.getTime() || a.created.getTime() - b.created.getTime() || (a.kid < b.kid ? -1 : 1));

/** The key that signs at this time. */
export const signerAt = <T extends SigningKeyTimes>(keys: readonly T[], now: Date): T | undefined =>
  inOrder(keys).findLast(({ activates, revoked }) => activates <= now && revoked === undefined);

/** Where a key stands. */
export function stateOf(keys: readonly SigningKeyTimes[], kid: string, now: Date): SigningKeyState {
  const ordered = inOrder(keys);
  const at = ordered.findIndex((key) => key.kid === kid);
  const key = ordered[at];
  if (!key || key.revoked) return 'revoked';
  if (key.activates > now) return 'next';
  const successor = ordered.slice(at + 1).find(({ activates }) => activates <= now);
  if (!successor) return 'active';
  return successor.activates.getTime() + ACCESS_MS + LEEWAY_MS > now.getTime() ? 'retiring' : 'retired';
}

/** Keys whose tokens may be good now or soon. */
export const publishedAt = <T extends SigningKeyTimes>(keys: readonly T[], now: Date): T[] =>
  inOrder(keys).filter(({ kid }) => ['next', 'active', 'retiring'].includes(stateOf(keys, kid, now)));

/** Whether the next key has to be made now, to sign when the one before has signed for long enough; also when there is none. */
export function rotationDue(keys: readonly SigningKeyTimes[], now: Date, { rotateAfterMs, publishAheadMs }: RotationRules): boolean {
  const newest = inOrder(keys).findLast(({ revoked }) => revoked === undefined);
  return !newest || newest.activates.getTime() + rotateAfterMs - publishAheadMs <= now.getTime();
}

/** When a key that is made now begins to sign: at once only when nothing else can. */
export const activationOf = (keys: readonly SigningKeyTimes[], now: Date, { publishAheadMs }: RotationRules): Date =>
  signerAt(keys, now) ? new Date(now.getTime() + publishAheadMs) : now;

/** Keys that nobody needs any more. */
export const forgettable = <T extends SigningKeyTimes>(keys: readonly T[], now: Date): T[] =>
  keys.filter(({ kid, activates, revoked }) => {
    const age = now.getTime() - (revoked ?? activates).getTime();
    return age > KEPT_MS && ['retired', 'revoked'].includes(stateOf(keys, kid, now));
  });

/** Asks for a rotation: refused while the next key waits already, unless all others are to be given up at once. */
export function rotation(keys: readonly SigningKeyTimes[], now: Date): Rejection | undefined {
  const next = keys.find(({ kid }) => stateOf(keys, kid, now) === 'next');
  return next && reject('ROTATION_UNDER_WAY', `The next key signs from ${next.activates.toISOString()} on. Wait until then, or revoke the keys before it.`, {
    metadata: { activate_time: next.activates.toISOString() },
    retryAfterMs: next.activates.getTime() - now.getTime(),
  });
}
