/** The boundaries of the user service's invariants. */
import type { Key } from '../runtime/actor/types.ts';
import { derivedId } from '../runtime/ids.ts';
import { normalizeEmail } from './domain/account.ts';
import type { LinkPurpose } from './domain/mail-link.ts';
import type { ProvedPerson } from './domain/social.ts';

/** Key of whoever owns an e-mail address. */
export const emailKey = (email: string): string => derivedId('email', normalizeEmail(email));
/** All links of one purpose to one address, so that a new one voids those before it. */
export const linkIdOf = (purpose: LinkPurpose, email: string): string => derivedId('mail_link', purpose, emailKey(email));

/**
 * What stands in the place of an address with guests, who have none that anybody proved: nobody can type it in, so nothing that
 * looks for an address finds them.
 */
export const guestAddress = (id: string): string => `guest:${id}`;

export const identityKey = (email: string): Key => addressKey(emailKey(email));
export const addressKey = (emailKeyOf: string): Key => ({ type: 'identity', id: emailKeyOf });
export const profileKey = (userId: string): Key => ({ type: 'profile', id: userId });
export const sessionKey = (id: string): Key => ({ type: 'session', id });
/** One for each credential of an authenticator. */
export const passkeyIdOf = (credentialId: string): string => derivedId('passkey', credentialId);
export const passkeyKey = (id: string): Key => ({ type: 'passkey', id });
/** One for each account at a provider, whatever its address. */
export const linkedIdOf = ({ issuer, subject }: Pick<ProvedPerson, 'issuer' | 'subject'>): string => derivedId('linked_identity', issuer, subject);
export const linkedKey = (id: string): Key => ({ type: 'linked_identity', id });
export const socialFlowKey = (id: string): Key => ({ type: 'social_flow', id });
export const challengeKey = (id: string): Key => ({ type: 'challenge', id });
export const linkKey = (id: string): Key => ({ type: 'mail_link', id });
/** Who runs a business is one state, so that of two who demote each other one is first. */
export const membershipKey = (tenantId: string): Key => ({ type: 'membership', id: tenantId });
export const invitationKey = (id: string): Key => ({ type: 'invitation', id });
export const apiKeyKey = (id: string): Key => ({ type: 'api_key', id });
/** All API keys of a business that are not revoked, since there may be only so many. */
export const liveKeysKey = (tenantId: string): Key => ({ type: 'live_api_keys', id: tenantId });
export const tenantKey = (id: string): Key => ({ type: 'tenant', id });
/** The signing keys of the platform are one state. */
export const signingKeysKey = (): Key => ({ type: 'signing_keys', id: derivedId('signing_keys') });
/** All domains of a business's own, since there may be only so many. */
export const ownDomainsKey = (tenantId: string): Key => ({ type: 'own_domains', id: tenantId });
