/** The accounts at Stripe that payments go through: the platform's, and each tenant's with its own keys, breakers and webhook secrets. */
import type { Tracer } from '@opentelemetry/api';
import type { Database } from '../../runtime/db/database.ts';
import type { Query } from '../../runtime/db/query.ts';
import { tryTypeId } from '../../runtime/ids.ts';
import { Permanent } from '../../runtime/effects/types.ts';
import type { Keyring, Sealer } from '../../runtime/secrets/keyring.ts';
import { findAccount, findAccountOfWebhook } from '../db/payment-account-store.ts';
import { createStripeApi, type StripeApi, type StripeConfig } from './api.ts';

/** The platform's own account, in payments and in webhook addresses. */
export const PLATFORM_ACCOUNT = 'platform';

/** Calls for a payment go to the account that it began with; payments from before there were others name none. */
export type ApiOf = (tenantId: string, account: string | undefined) => Promise<StripeApi>;

/** Where a provider's webhooks come in. */
export interface WebhookEndpoint {
  /** As payments have it. */
  readonly account: string;
  /** Whose account it is; the platform's is nobody's. */
  readonly tenantId?: string;
  /** Two while one is changed. */
  readonly secrets: readonly string[];
}

export interface StripeAccounts extends Disposable {
  readonly apiOf: ApiOf;
  /** The endpoint of an address `/webhooks/stripe/<account>`. */
  endpointOf(account: string, read: Query): Promise<WebhookEndpoint | undefined>;
}

export interface StripeAccountsOptions {
  readonly platform: StripeConfig & { readonly webhookSecret: string };
  readonly keyring: Keyring;
  readonly database: Pick<Database, 'readOne'>;
  readonly tracer: Tracer;
}

const KEPT = 500;

/** What seals the secrets of tenants' accounts. Their owner is `secretOwner`. */
export const accountSealer = (keyring: Keyring): Sealer => keyring.sealer('payment accounts');

/** To whom and to which account a secret belongs: copied elsewhere it opens nothing. */
export const secretOwner = (tenantId: string, accountId: string, kind: 'secret key' | 'webhook secret'): readonly string[] => [tenantId, accountId, kind];

export function createStripeAccounts({ platform, keyring, database, tracer }: StripeAccountsOptions): StripeAccounts {
  const sealer = accountSealer(keyring);
  const platformApi = createStripeApi(platform, tracer);
  const platformSecrets = platform.webhookSecret.split(',').map((secret) => secret.trim());
  /** By owner and sealed key: with another key it is another way in, and what was copied to another's row has to open first. */
  const tenants = new Map<string, StripeApi>();
  const keep = (name: string, api: StripeApi): StripeApi => {
    tenants.set(name, api);
    const [oldest] = tenants.keys();
    if (tenants.size > KEPT && oldest !== undefined) {
      tenants.get(oldest)?.[Symbol.dispose]();
      tenants.delete(oldest);
    }
    return api;
  };

  return {
    async apiOf(tenantId, account = PLATFORM_ACCOUNT) {
      if (account === PLATFORM_ACCOUNT) return platformApi;
      const found = await findAccount({ run: (sql, params) => database.readOne([tenantId], sql, params) }, account);
      if (!found) throw new Permanent(`account ${account} at the provider is not the tenant's, so nothing was asked of it`);
      const { sealed } = found.secretKey;
      const owner = secretOwner(tenantId, found.id, 'secret key');
      const name = [...owner, sealed].join(' ');
      const known = tenants.get(name);
      if (known) return known;
      const secretKey = sealer.open(owner, sealed).toString();
      return keep(name, createStripeApi({ ...platform, secretKey }, tracer));
    },
    async endpointOf(account, read) {
      if (account === PLATFORM_ACCOUNT) return { account, secrets: platformSecrets };
      const id = tryTypeId('pac', account);
      const found = id === undefined ? undefined : await findAccountOfWebhook(read, id);
      if (id === undefined || !found) return undefined;
      const owner = secretOwner(found.tenantId, id, 'webhook secret');
      return { account: id, tenantId: found.tenantId, secrets: found.webhookSecrets.map(({ sealed }) => sealer.open(owner, sealed).toString()) };
    },
    [Symbol.dispose]() {
      platformApi[Symbol.dispose]();
      for (const api of tenants.values()) api[Symbol.dispose]();
    },
  };
}
