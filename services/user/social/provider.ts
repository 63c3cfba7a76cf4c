/** What signing in needs of a provider; each has a file of its own. */
import type { ProvedPerson, SocialProviderName } from '../domain/social.ts';
import { normalizeEmail } from '../domain/account.ts';
import type { Bindings } from './flow-secrets.ts';

/** What a browser is sent to a provider with. */
export interface Departure extends Pick<Bindings, 'nonce' | 'challenge'> {
  readonly state: string;
  readonly redirectUri: string;
}

/** What it came back with, and what proves that it is the one which left. */
export interface Return extends Pick<Bindings, 'nonce' | 'verifier'> {
  readonly state: string;
  readonly redirectUri: string;
  readonly code: string;
  /** RFC 9207; empty when none came. */
  readonly issuer: string;
  /** Apple's `user`; empty when none came. */
  readonly userJson: string;
}

export interface SocialProvider extends Disposable {
  readonly name: SocialProviderName;
  /** Where the browser goes. Raises `UNAVAILABLE` when the provider does not answer. */
  signInUrl(departure: Departure): Promise<string>;
  /** Who it is. Raises `SOCIAL_REFUSED` for every defect, `UNAVAILABLE` when the provider does not answer. */
  prove(arrival: Return): Promise<ProvedPerson>;
}

const MAX_EMAIL = 254;
const MAX_NAME = 120;

/** An address as a provider told it; empty when it is none. */
export function readEmail(value: unknown): string {
  const email = typeof value === 'string' ? normalizeEmail(value) : '';
  return email.length <= MAX_EMAIL && /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(email) ? email : '';
}

/** A name as a provider told it, fit to be shown. */
export const readName = (value: unknown): string =>
  typeof value === 'string' ? value.replaceAll(/\p{Cc}+/gu, ' ').trim().slice(0, MAX_NAME).toWellFormed() : '';
