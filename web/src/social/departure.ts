/** What a tab keeps while its visitor is at a provider: nobody without it finishes the sign-in, and nothing of it stands in an address. */
import { SocialProvider } from '@berth/sdk/browser';

/** As the addresses of the way back name them. */
const BY_NAME: Readonly<Record<string, SocialProvider>> = { google: SocialProvider.GOOGLE, apple: SocialProvider.APPLE, facebook: SocialProvider.FACEBOOK };

/** The provider of an address, if there is one. */
export const providerNamed = (name: string): SocialProvider | undefined => (Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined);

/** Kept when the tab leaves. */
export interface Departure {
  /** Of the business. */
  readonly slug: string;
  readonly browserSecret: string;
  /** Path of the page that was left. */
  readonly returnTo: string;
}

/** What a provider sent the tab back with. */
export interface Back {
  readonly provider: SocialProvider;
  readonly state: string;
  readonly code: string;
  readonly issuer: string;
  readonly userJson: string;
  /** Set instead of the code: `access_denied` and the like. */
  readonly error: string;
}

/** There and back. */
export interface Journey extends Departure {
  readonly back: Back;
}

const keyOf = (state: string): string => `berth.social.${state}`;

export const keepDeparture = (storage: Storage, state: string, departure: Departure): void => storage.setItem(keyOf(state), JSON.stringify(departure));

/** Reads an answer, from behind the `?` or, where Apple's form is turned into an address, behind the `#`. */
export function backFrom(provider: SocialProvider, search: string, hash: string): Back {
  const fields = new URLSearchParams([...new URLSearchParams(search), ...new URLSearchParams(hash)]);
  const field = (name: string): string => fields.get(name) ?? '';
  return { provider, state: field('state'), code: field('code'), issuer: field('iss'), userJson: field('user'), error: field('error') };
}

/** Keeps an answer with the departure that it belongs to; `undefined` when this tab has none. */
export function keepBack(storage: Storage, back: Back): Journey | undefined {
  const departure = read(storage, back.state, isDeparture);
  if (!departure) return undefined;
  const journey = { ...departure, back };
  storage.setItem(keyOf(back.state), JSON.stringify(journey));
  return journey;
}

/** The journey of a state, until it is forgotten. */
export const journeyOf = (storage: Storage, state: string): Journey | undefined => read(storage, state, isJourney);

export const forgetJourney = (storage: Storage, state: string): void => storage.removeItem(keyOf(state));

function read<T>(storage: Storage, state: string, is: (value: unknown) => value is T): T | undefined {
  try {
    const value: unknown = JSON.parse(storage.getItem(keyOf(state)) ?? 'null');
    return is(value) ? value : undefined;
  } catch {
    return undefined; // not ours
  }
}

const hasTexts = (value: unknown, ...names: readonly string[]): value is object =>
  typeof value === 'object' && value !== null && names.every((name) => typeof Reflect.get(value, name) === 'string');

/** A path of this page only: `//elsewhere` is none. */
const isDeparture = (value: unknown): value is Departure =>
  hasTexts(value, 'slug', 'browserSecret', 'returnTo') && /^\/(?![/\\])/.test(String(Reflect.get(value, 'returnTo')));

const isJourney = (value: unknown): value is Journey =>
  isDeparture(value) && 'back' in value && hasTexts(value.back, 'state', 'code', 'issuer', 'userJson', 'error') && typeof Reflect.get(value.back, 'provider') === 'number';
