/** Tables that belong to the platform, not to a tenant: a trace may cross tenants. */
export const SHARED_TABLES = ['span'];
