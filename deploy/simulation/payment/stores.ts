/** Payment's stores in memory, and what its SQL outside turns means there. */
import { reject } from '#runtime/errors.ts';
import type { ServerState } from '#runtime/testing/memory/server.ts';
import { memoryStore, type StoredValue } from '#runtime/testing/memory/store.ts';
import type { Transaction } from '#runtime/testing/memory/transaction.ts';
import type { Payment } from '../../../services/payment/domain/payment.ts';
import type { StoredWebhook } from '../../../services/payment/domain/webhook.ts';

export const payments = memoryStore<Payment>({ name: 'payment' });

export const webhooks = memoryStore<StoredWebhook>({
  name: 'provider_event',
  row: { refuse: reject('WEBHOOK_STORED', 'This event was stored already.', { code: 'ABORTED' }) },
});

/** Answers a statement of payment's; throws for one that has no meaning here yet. */
export function paymentStatement(server: () => ServerState) {
  return (tx: Transaction, sql: string, params: readonly unknown[]): object[] => {
    const all = payments.committed({ state: server() }).values;
    if (sql.startsWith('select id from payment where')) {
      const [ids] = params;
      return all.filter(({ tenantId, key }) => tx.visible?.has(tenantId) !== false && Array.isArray(ids) && ids.includes(key.id)).map(({ key }) => ({ id: key.id }));
    }
    // A function of its own in the database, which sees all tenants.
    if (sql.startsWith('select tenant_id, id, traceparent from payment_told_of')) return toldOf(all, params);
    throw new TypeError(`say in ${import.meta.filename} what this means: ${sql.slice(0, 80)}`);
  };
}

function toldOf(all: readonly StoredValue<Payment>[], [account, reference, hint]: readonly unknown[]): object[] {
  const ours = all.filter(({ value }) => value.account === account);
  const found = ours.find(({ value }) => value.reference === reference) ?? ours.find(({ value }) => value.id === hint && value.reference === undefined);
  return found ? [{ tenant_id: found.tenantId, id: found.value.id, traceparent: found.value.traceparent }] : [];
}
