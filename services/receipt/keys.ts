/** Keys of the receipt service: what a turn locks. */
import type { Key } from '../runtime/actor/types.ts';
import { derivedId } from '../runtime/ids.ts';

/** One receipt for each payment: whoever asks again for the same payment gets the same one. */
export const receiptIdOf = (paymentId: string): string => derivedId('receipt', paymentId);

export const receiptKey = (id: string): Key => ({ type: 'receipt', id });
export const tenantKey = (id: string): Key => ({ type: 'tenant', id });

/** Numbers start again each year, for each tenant. */
export const counterKey = (tenantId: string, year: number): Key => ({
  type: 'receipt-counter',
  id: derivedId('receipt-counter', tenantId, String(year)),
});
