/** One payment: customers see their own, staff the tenant's; of others nobody learns that it exists. */
import type { View } from '../../runtime/actor/types.ts';
import { notFound } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { maySee } from '../access.ts';
import { loadPayments } from '../db/payment-store.ts';
import { toPayment } from '../mapping.ts';

export async function getPayment({ caller, db }: View, { id }: { readonly id: string }) {
  const uuid = fromTypeId('pay', id, 'id');
  const found = (await loadPayments(db, [uuid])).get(uuid);
  if (!found || !maySee(caller, found.payment.customerId)) throw notFound('payment', id);
  return { payment: toPayment(found.payment, found.version) };
}
