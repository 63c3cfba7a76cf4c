/** The boundaries of the user service's invariants. */
import type { Key } from '../runtime/actor/types.ts';
import { derivedId } from '../runtime/ids.ts';
import { normalizeEmail } from './domain/account.ts';

/** Key of whoever owns an e-mail address. */
export const emailKey = (email: string): string => derivedId('email', normalizeEmail(email));
export const identityKey = (email: string): Key => ({ type: 'identity', id: emailKey(email) });
export const profileKey = (userId: string): Key => ({ type: 'profile', id: userId });
export const sessionKey = (id: string): Key => ({ type: 'session', id });
export const tenantKey = (id: string): Key => ({ type: 'tenant', id });
