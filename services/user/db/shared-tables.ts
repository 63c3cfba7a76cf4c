/** Tables that belong to the platform, not to a tenant: who there is and under which names, how often their passwords were guessed at, and the keys that sign for all. */
export const SHARED_TABLES = [
  'tenant',
  'tenant_slug',
  'domain_owner',
  'identity',
  'passkey',
  'linked_identity',
  'sign_in_attempt',
  'signing_key',
];
