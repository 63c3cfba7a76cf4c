/** Tables that belong to the platform, not to a tenant: who there is, and the keys that sign for all. */
export const SHARED_TABLES = ['tenant', 'identity', 'signing_key'];
