/** Tenants' accounts at the provider as rows, secrets sealed. */
import type { Store } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import type { PaymentAccount, PaymentAccountMode, PaymentAccounts, SealedSecret } from '../domain/payment-account.ts';

interface PaymentAccountRow {
  id: string;
  version: bigint;
  provider: 'stripe';
  reference: string;
  mode: PaymentAccountMode;
  publishable_key: string;
  secret_key: SealedSecret;
  webhook_secrets: SealedSecret[];
  active: boolean;
  last_payment?: Date | null;
  created_time: Date;
  updated_time: Date;
}

const fromRow = (row: PaymentAccountRow): PaymentAccount => ({
  id: row.id,
  provider: row.provider,
  reference: row.reference,
  mode: row.mode,
  publishableKey: row.publishable_key,
  secretKey: row.secret_key,
  webhookSecrets: row.webhook_secrets,
  active: row.active,
  lastPayment: row.last_payment ?? undefined,
  created: row.created_time,
  updated: row.updated_time,
});

// The condition of the index `payment_of_own_account`.
const ACCOUNTS = `
  select a.*, (
    select p.updated_time from payment p
    where p.tenant_id = a.tenant_id and p.account = a.id::text and p.account <> 'platform' and p.status not in ('cancelled', 'failed')
    order by p.updated_time desc limit 1
  ) as last_payment
  from payment_account a order by a.created_time, a.id`;

/** All accounts of a tenant are one state. */
export const paymentAccountStore: Store<PaymentAccounts> = {
  async load(query, loads) {
    const rows = await query.run<PaymentAccountRow>(ACCOUNTS);
    return new Map(loads.map(({ key: { id } }) => [id, { id, accounts: rows.map(fromRow) }]));
  },
  async save(query, changes) {
    for (const { tenantId, before, after, version } of changes) {
      const known = new Set(before?.accounts);
      const left = new Set(after?.accounts.map(({ id }) => id));
      const gone = [...known].filter(({ id }) => !left.has(id)).map(({ id }) => id);
      if (gone.length > 0) await query.run('delete from payment_account where tenant_id = $1 and id = any($2::uuid[])', [tenantId, gone]);
      const changed = after?.accounts.filter((account) => !known.has(account)) ?? [];
      // One active at a time, at every statement: those that rest first.
      for (const account of changed.toSorted((a, b) => Number(a.active) - Number(b.active))) await write(query, tenantId, account, version);
    }
  },
};

async function write(query: Query, tenantId: string, account: PaymentAccount, version: bigint): Promise<void> {
  await query.run(
    `insert into payment_account (tenant_id, id, version, provider, reference, mode, publishable_key, secret_key, webhook_secrets, active, created_time, updated_time)
     values ($1, $2, $3, $4, $5, $6, $7, $8::jsonb, $9::jsonb, $10, $11, $12)
     on conflict (tenant_id, id) do update set version = excluded.version, mode = excluded.mode, publishable_key = excluded.publishable_key,
       secret_key = excluded.secret_key, webhook_secrets = excluded.webhook_secrets, active = excluded.active, updated_time = excluded.updated_time`,
    [
      tenantId, account.id, version, account.provider, account.reference, account.mode, account.publishableKey, JSON.stringify(account.secretKey),
      JSON.stringify(account.webhookSecrets), account.active, account.created, account.updated,
    ],
  );
}

/** An account with its row's version. */
export interface VersionedAccount {
  readonly account: PaymentAccount;
  readonly version: bigint;
}

/** The account that new payments of the tenant go to. */
export async function findActiveAccount(query: Query): Promise<VersionedAccount | undefined> {
  const [row] = await query.run<PaymentAccountRow>('select * from payment_account where active');
  return row && { account: fromRow(row), version: row.version };
}

/** One of the tenant's accounts, active or not. */
export async function findAccount(query: Query, id: string): Promise<PaymentAccount | undefined> {
  const [row] = await query.run<PaymentAccountRow>('select * from payment_account where id = $1::uuid', [id]);
  return row && fromRow(row);
}

/** Whose account it is and what its webhooks are signed with, before any tenant is known. */
export async function findAccountOfWebhook(query: Query, id: string): Promise<{ tenantId: string; webhookSecrets: SealedSecret[] } | undefined> {
  const [row] = await query.run<{ tenant_id: string; webhook_secrets: SealedSecret[] }>('select * from payment_account_of($1::uuid)', [id]);
  return row && { tenantId: row.tenant_id, webhookSecrets: row.webhook_secrets };
}

/** When the last webhook of an account came whose signature was good. */
export async function lastWebhookOf(query: Query, account: string): Promise<Date | undefined> {
  const [row] = await query.run<{ created_time: Date }>(
    `select created_time from provider_event where account = $1 and account <> 'platform' order by created_time desc limit 1`,
    [account],
  );
  return row?.created_time;
}
