/** The receipt by its TypeID, for those who may see it: customers their own, staff and other services those of the tenant. */
import type { View } from '../../runtime/actor/types.ts';
import { notFound } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { loadReceipts } from '../db/receipt-store.ts';
import type { Receipt } from '../domain/receipt.ts';

/** `NOT_FOUND` for unknown ones and those of others alike. */
export async function findReceipt({ db, caller }: View, id: string): Promise<Receipt> {
  const uuid = fromTypeId('rcp', id, 'id');
  const receipt = (await loadReceipts(db, [uuid])).get(uuid);
  const staff = caller.roles.some((role) => role !== 'user');
  if (!receipt || !(staff || receipt.customerId === caller.subject)) throw notFound('receipt', id);
  return receipt;
}
