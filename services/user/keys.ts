/** The boundaries of the user service's invariants. */
import type { Key } from '../runtime/actor/types.ts';
import { derivedId } from '../runtime/ids.ts';
import { normalizeEmail } from './domain/account.ts';
import type { LinkPurpose } from './domain/mail-link.ts';

/** Key of whoever owns an e-mail address. */
export const emailKey = (email: string): string => derivedId('email', normalizeEmail(email));
/** All links of one purpose to one address, so that a new one voids those before it. */
export const linkIdOf = (purpose: LinkPurpose, email: string): string => derivedId('mail_link', purpose, emailKey(email));

export const identityKey = (email: string): Key => addressKey(emailKey(email));
export const addressKey = (emailKeyOf: string): Key => ({ type: 'identity', id: emailKeyOf });
export const profileKey = (userId: string): Key => ({ type: 'profile', id: userId });
export const sessionKey = (id: string): Key => ({ type: 'session', id });
/** One for each credential of an authenticator. */
export const passkeyIdOf = (credentialId: string): string => derivedId('passkey', credentialId);
export const passkeyKey = (id: string): Key => ({ type: 'passkey', id });
export const challengeKey = (id: string): Key => ({ type: 'challenge', id });
export const linkKey = (id: string): Key => ({ type: 'mail_link', id });
export const tenantKey = (id: string): Key => ({ type: 'tenant', id });
