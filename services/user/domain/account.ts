/** A person: one identity on the platform, a profile in each business. */
import { reject, type Rejection } from '../../runtime/errors.ts';

export type UserRole = 'user' | 'provider' | 'admin' | 'operator';

/** Who can prove to be the owner of an e-mail address. Without a password it waits to be claimed. */
export interface Identity {
  readonly id: string;
  readonly email: string;
  readonly passwordHash: string | undefined;
}

export interface Profile {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly phoneNumber: string;
  readonly roles: readonly UserRole[];
  readonly created: Date;
}

/** A signed-in device: each refresh is a new generation, and only the newest is good. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly generation: number;
  readonly rotated: Date;
  readonly expires: Date;
  readonly revoked: Date | undefined;
}

/** State of a turn: identities by e-mail key, profiles by user id, at most one session. */
export interface AccountState {
  readonly identities: ReadonlyMap<string, Identity>;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly session: Session | undefined;
}

export type AccountEvent =
  | { readonly type: 'identified'; readonly emailKey: string; readonly identity: Identity }
  | { readonly type: 'joined'; readonly profile: Profile }
  | { readonly type: 'signedIn'; readonly session: Session }
  | { readonly type: 'refreshed'; readonly time: Date }
  | { readonly type: 'revoked'; readonly time: Date };

export const emptyAccount: AccountState = { identities: new Map(), profiles: new Map(), session: undefined };

export function evolveAccount(state: AccountState, event: AccountEvent): AccountState {
  const { session } = state;
  switch (event.type) {
    case 'identified':
      return { ...state, identities: new Map(state.identities).set(event.emailKey, event.identity) };
    case 'joined':
      return { ...state, profiles: new Map(state.profiles).set(event.profile.id, event.profile) };
    case 'signedIn':
      return { ...state, session: event.session };
    case 'refreshed':
      return session ? { ...state, session: { ...session, generation: session.generation + 1, rotated: event.time } } : state;
    case 'revoked':
      return session ? { ...state, session: { ...session, revoked: event.time } } : state;
    default:
      return event satisfies never;
  }
}

const SESSION_DAYS = 30;
/** Two tabs that refresh at once both go on; a token stolen and used later does not. */
const GRACE_MS = 10_000;

export const newSession = (id: string, userId: string, now: Date): Session => ({
  id,
  userId,
  generation: 1,
  rotated: now,
  expires: new Date(now.getTime() + SESSION_DAYS * 86_400_000),
  revoked: undefined,
});

/** What a refresh with a token of this generation does: goes on, repeats the last answer, or ends the whole session. */
export function refresh({ session }: AccountState, generation: number, now: Date): { events: readonly AccountEvent[] } | { rejection: Rejection } {
  if (!session || session.revoked || session.expires <= now) return { rejection: signInAgain() };
  if (generation === session.generation) return { events: [{ type: 'refreshed', time: now }] };
  const justRotated = generation === session.generation - 1 && now.getTime() - session.rotated.getTime() <= GRACE_MS;
  return { events: justRotated ? [] : [{ type: 'revoked', time: now }] };
}

export const signInAgain = (): Rejection =>
  reject('SESSION_ENDED', 'Your session has ended. Sign in again.', { code: 'UNAUTHENTICATED' });

export const emailTaken = (): Rejection =>
  reject('EMAIL_TAKEN', 'This e-mail address has an account. Sign in instead.', { code: 'ALREADY_EXISTS' });

/** E-mail addresses are compared without case and outer spaces. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase();
