/** Finds whose payment a provider speaks of, before any tenant is known. */
import type { Query } from '../../runtime/db/query.ts';

export interface PaymentToldOf {
  readonly tenantId: string;
  readonly id: string;
  readonly traceparent: string;
}

/** By the provider's reference; by our own id from its metadata (`hint`) only while our row has no reference yet. */
export async function findPaymentToldOf(
  query: Query,
  { account, reference, hint }: { readonly account: string; readonly reference: string; readonly hint: string | undefined },
): Promise<PaymentToldOf | undefined> {
  const [row] = await query.run<{ tenant_id: string; id: string; traceparent: string }>(
    `select tenant_id, id, traceparent from payment_told_of('stripe', $1, $2, $3::uuid)`,
    [account, reference, hint],
  );
  return row && { tenantId: row.tenant_id, id: row.id, traceparent: row.traceparent };
}
