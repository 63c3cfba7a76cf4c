/** Accounts at other providers: known by issuer and subject, never by an address; a flow to prove one works once, in one browser, for ten minutes. */
import { reject, type Rejection } from '../../runtime/errors.ts';

export const SOCIAL_PROVIDERS = ['google', 'apple', 'facebook'] as const;

export type SocialProviderName = (typeof SOCIAL_PROVIDERS)[number];

/** Who a provider says that somebody is. */
export interface ProvedPerson {
  readonly issuer: string;
  readonly subject: string;
  /** May be empty. */
  readonly email: string;
  /** The provider vouches that the address is theirs. */
  readonly emailProved: boolean;
  /** For display only; may be empty. */
  readonly displayName: string;
}

/** From the way to a provider until the sign-in, or the refusal. */
export interface SocialFlow {
  readonly id: string;
  readonly provider: SocialProviderName;
  /** Hash of the secret that the browser keeps. */
  readonly browserHash: string;
  readonly redirectUri: string;
  readonly created: Date;
  readonly expires: Date;
  /** Set once the provider has said who it is, while something else is missing. */
  readonly proved: ProvedPerson | undefined;
}

/** An account at a provider that its owner signs in with. */
export interface LinkedIdentity extends Pick<ProvedPerson, 'issuer' | 'subject' | 'email'> {
  readonly id: string;
  readonly identityId: string;
  readonly provider: SocialProviderName;
  readonly created: Date;
  readonly used: Date | undefined;
  /** Of the row: turns of several businesses may change it at a time. */
  readonly version: bigint;
}

/** Also how long a sign-in counts as recent. */
export const FLOW_MS = 10 * 60_000;

/** All of a person are read at once. */
export const MOST_LINKED = 10;

export const newLinked = ({ issuer, subject, email }: ProvedPerson, about: Pick<LinkedIdentity, 'id' | 'identityId' | 'provider'>, now: Date): LinkedIdentity => ({
  ...about, issuer, subject, email, created: now, used: undefined, version: 0n,
});

/** The flow with its proof, and time for what is missing. */
export const withProof = (flow: SocialFlow, proved: ProvedPerson, now: Date): SocialFlow => ({ ...flow, proved, expires: new Date(now.getTime() + FLOW_MS) });

/** Whether somebody signed in a moment ago. */
export const isRecent = (signedIn: Date, now: Date): boolean => now.getTime() - signedIn.getTime() <= FLOW_MS;

/** Whether somebody can still sign in when one of their linked accounts is gone. */
export const hasAnotherWayIn = (ways: { readonly password: boolean; readonly passkeys: number; readonly linked: number }): boolean =>
  ways.password || ways.passkeys > 0 || ways.linked > 1;

/** The same for a state that is unknown, over, used, or another browser's. */
export const flowInvalid = (): Rejection =>
  reject('SOCIAL_STATE_INVALID', 'This sign-in was not begun in this browser, took longer than ten minutes, or was finished before. Begin again.');

/** The same for every defect of what a provider, or somebody in its name, answered. */
export const socialRefused = (cause?: unknown): Rejection =>
  reject('SOCIAL_REFUSED', 'The answer of the provider could not be verified. Try again, or sign in in another way.', { code: 'UNAUTHENTICATED', cause });

export const providerOff = (): Rejection => reject('SOCIAL_PROVIDER_OFF', 'Signing in with this provider is not set up here. Choose another way.');

export const linkRequired = (): Rejection =>
  reject('SOCIAL_LINK_REQUIRED', 'This e-mail address has an account already. Sign in to it, or ask for a new password; then the two are linked.', { code: 'ALREADY_EXISTS' });

export const emailMissing = (): Rejection =>
  reject('SOCIAL_EMAIL_MISSING', 'The provider told no e-mail address. Sign in in another way, or create an account with an address; then the two are linked.');

export const reauthenticationRequired = (): Rejection =>
  reject('REAUTHENTICATION_REQUIRED', 'Sign in again to add another way to sign in: it has been more than ten minutes.');

export const identityTaken = (): Rejection =>
  reject('SOCIAL_IDENTITY_TAKEN', 'This account at the provider is linked to another account here. Unlink it there first.', { code: 'ALREADY_EXISTS' });

export const tooManyLinked = (): Rejection => reject('TOO_MANY_LINKED', `An account is linked to ${MOST_LINKED} others at most. Unlink one that you do not use.`);

export const lastWayIn = (): Rejection =>
  reject('LAST_WAY_IN', 'You could not sign in any more. Set a password or add a passkey first.');
