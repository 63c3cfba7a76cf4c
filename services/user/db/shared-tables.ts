/** Tables that belong to the platform, not to a tenant: who there is, how often their passwords were guessed at, and the keys that sign for all. */
export const SHARED_TABLES = ['tenant', 'identity', 'passkey', 'sign_in_attempt', 'signing_key'];
