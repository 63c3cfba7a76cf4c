/** A person: one identity on the platform, a profile in each business. */
import { reject, type FieldViolation, type Rejection } from '../../runtime/errors.ts';
import type { AccountMail, Activity } from './activity.ts';
import type { MailLink } from './mail-link.ts';
import type { Passkey } from './passkey.ts';
import type { SecondFactor } from './second-factor.ts';
import type { Session, SessionOwner } from './session.ts';
import type { LinkedIdentity, SocialFlow } from './social.ts';

export type UserRole = 'user' | 'provider' | 'admin' | 'operator';

/** Who can prove to be the owner of an e-mail address. Without a password it waits to be claimed. */
export interface Identity extends SessionOwner {
  readonly id: string;
  readonly email: string;
  readonly passwordHash: string | undefined;
  /** When the address was proved. */
  readonly verified: Date | undefined;
  /** What sign-ins by password need besides, once it is confirmed. */
  readonly secondFactor: SecondFactor | undefined;
  /** Of the row: turns of several businesses may change it at a time, and the second is run again. */
  readonly version: bigint;
}

export interface Profile {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
  readonly phoneNumber: string;
  readonly roles: readonly UserRole[];
  readonly created: Date;
  readonly updated: Date;
  /** Whether nobody has an account here: the address is what somebody typed. */
  readonly guest: boolean;
}

/** State of a turn: identities by e-mail key, profiles by user id, at most one session, links of mails by id. */
export interface AccountState {
  readonly identities: ReadonlyMap<string, Identity>;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly session: Session | undefined;
  readonly links: ReadonlyMap<string, MailLink>;
  /** By id; `undefined` is removed. */
  readonly passkeys: ReadonlyMap<string, Passkey | undefined>;
  /** When a challenge was used, by its id; `undefined` is forgotten. */
  readonly challenges: ReadonlyMap<string, SpentChallenge | undefined>;
  /** By id; `undefined` is unlinked. */
  readonly linkedIdentities: ReadonlyMap<string, LinkedIdentity | undefined>;
  /** By id; `undefined` has ended. */
  readonly socialFlows: ReadonlyMap<string, SocialFlow | undefined>;
}

/** A challenge that a passkey has signed. */
export interface SpentChallenge {
  readonly id: string;
  readonly time: Date;
}

export type AccountEvent =
  | { readonly type: 'identityChanged'; readonly emailKey: string; readonly identity: Identity }
  | { readonly type: 'joined' | 'profileChanged'; readonly profile: Profile }
  | { readonly type: 'signedIn'; readonly session: Session }
  | { readonly type: 'refreshed'; readonly time: Date }
  | { readonly type: 'revoked'; readonly time: Date }
  | { readonly type: 'linkChanged'; readonly link: MailLink }
  | { readonly type: 'passkeyChanged'; readonly passkey: Passkey }
  | { readonly type: 'passkeyRemoved'; readonly id: string }
  | { readonly type: 'challengeSpent'; readonly id: string; readonly time: Date }
  | { readonly type: 'challengeForgotten'; readonly id: string }
  | { readonly type: 'identityLinked'; readonly linked: LinkedIdentity }
  | { readonly type: 'identityUnlinked'; readonly id: string }
  | { readonly type: 'socialFlowChanged'; readonly flow: SocialFlow }
  | { readonly type: 'socialFlowEnded'; readonly id: string }
  | { readonly type: 'acted'; readonly activity: Activity }
  | { readonly type: 'mailed'; readonly mail: AccountMail };

export const emptyAccount: AccountState = { identities: new Map(), profiles: new Map(), session: undefined, links: new Map(), passkeys: new Map(), challenges: new Map(), linkedIdentities: new Map(), socialFlows: new Map() };

export function evolveAccount(state: AccountState, event: AccountEvent): AccountState {
  const { session } = state;
  switch (event.type) {
    case 'identityChanged':
      return { ...state, identities: new Map(state.identities).set(event.emailKey, event.identity) };
    case 'joined':
    case 'profileChanged':
      return { ...state, profiles: new Map(state.profiles).set(event.profile.id, event.profile) };
    case 'signedIn':
      return { ...state, session: event.session };
    case 'refreshed':
      return session ? { ...state, session: { ...session, generation: session.generation + 1, rotated: event.time } } : state;
    case 'revoked':
      return session ? { ...state, session: { ...session, revoked: event.time } } : state;
    case 'linkChanged':
      return { ...state, links: new Map(state.links).set(event.link.id, event.link) };
    case 'passkeyChanged':
      return { ...state, passkeys: new Map(state.passkeys).set(event.passkey.id, event.passkey) };
    case 'passkeyRemoved':
      return { ...state, passkeys: new Map(state.passkeys).set(event.id, undefined) };
    case 'challengeSpent':
      return { ...state, challenges: new Map(state.challenges).set(event.id, { id: event.id, time: event.time }) };
    case 'challengeForgotten':
      return { ...state, challenges: new Map(state.challenges).set(event.id, undefined) };
    case 'identityLinked':
      return { ...state, linkedIdentities: new Map(state.linkedIdentities).set(event.linked.id, event.linked) };
    case 'identityUnlinked':
      return { ...state, linkedIdentities: new Map(state.linkedIdentities).set(event.id, undefined) };
    case 'socialFlowChanged':
      return { ...state, socialFlows: new Map(state.socialFlows).set(event.flow.id, event.flow) };
    case 'socialFlowEnded':
      return { ...state, socialFlows: new Map(state.socialFlows).set(event.id, undefined) };
    case 'acted':
    case 'mailed':
      return state;
    default:
      return event satisfies never;
  }
}

export const newIdentity = (about: Pick<Identity, 'id' | 'email' | 'passwordHash'>): Identity => ({
  ...about,
  verified: undefined,
  epoch: 0,
  keptSessionId: undefined,
  secondFactor: undefined,
  version: 0n,
});

/** The identity with another password, which ends all its sessions but one. */
export const withPassword = (identity: Identity, passwordHash: string, keptSessionId?: string): Identity => ({
  ...signedOutEverywhere(identity, keptSessionId),
  passwordHash,
});

/** The identity after all its sessions ended but, perhaps, one. */
export const signedOutEverywhere = (identity: Identity, keptSessionId?: string): Identity => ({
  ...identity,
  epoch: identity.epoch + 1,
  keptSessionId,
});

/** Another turn changed the account meanwhile: the command is prepared and run once more. */
export const accountChanged = (): Rejection =>
  reject('ACCOUNT_CHANGED', 'The account has just been changed. Try again.', { code: 'ABORTED' });

export const invalidProfile = (violations: readonly FieldViolation[]): Rejection => ({
  code: 'INVALID_ARGUMENT',
  reason: 'INVALID_PROFILE',
  message: violations.map(({ field, description }) => `${field}: ${description}`).join('; '),
  violations,
});

export const emailTaken = (): Rejection =>
  reject('EMAIL_TAKEN', 'This e-mail address has an account. Sign in instead.', { code: 'ALREADY_EXISTS' });

export const emailNotVerified = (): Rejection =>
  reject('EMAIL_NOT_VERIFIED', 'Prove first that the e-mail address is yours: follow the link that was mailed to it, or ask for another.');

export const wrongCredentials = (): Rejection =>
  reject('WRONG_CREDENTIALS', 'E-mail address or password is wrong.', { code: 'UNAUTHENTICATED' });

/** E-mail addresses are compared without case and outer spaces. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase();
