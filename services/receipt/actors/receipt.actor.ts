/** A receipt with its year's counter: issued once for a payment, numbered without gaps. */
import { ReceiptGeneratedSchema } from '#proto/berth/receipt/v1/receipt_events_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { partsOf, toParts } from '../../runtime/actor/state.ts';
import type { Published } from '../../runtime/actor/types.ts';
import { toTypeId } from '../../runtime/ids.ts';
import { counterStore } from '../db/counter-store.ts';
import { receiptStore } from '../db/receipt-store.ts';
import { tenantStore } from '../db/tenant-store.ts';
import type { Counter, Receipt, ReceiptEvent, ReceiptState, Rendering, Tenant } from '../domain/receipt.ts';
import { emptyState, evolve, recordRendering } from '../domain/receipt.ts';
import { receiptKey } from '../keys.ts';
import { toReceipt } from '../mapping.ts';

export const receiptActor = actor({
  name: 'receipt',
  state: {
    stores: { receipt: receiptStore, 'receipt-counter': counterStore, tenant: tenantStore },
    compose: (parts): ReceiptState => ({
      receipt: partsOf<Receipt>(parts, 'receipt').values().next().value,
      tenant: partsOf<Tenant>(parts, 'tenant').values().next().value,
      counters: partsOf<Counter>(parts, 'receipt-counter'),
    }),
    decompose: ({ receipt, counters }: ReceiptState) => [
      ...(receipt ? [[receiptKey(receipt.id), receipt] as const] : []),
      ...toParts('receipt-counter', counters),
    ],
  },
  behaviour: { initial: emptyState, evolve },
  publish,
  outcomes: {
    renderReceipt: (turn, rendering: Rendering) => void turn.apply(recordRendering(turn.state, rendering)),
  },
});

function publish({ type }: ReceiptEvent, { receipt }: ReceiptState): Published<typeof ReceiptGeneratedSchema> | undefined {
  if (type !== 'rendered' || !receipt) return undefined;
  return {
    key: receiptKey(receipt.id),
    subject: toTypeId('rcp', receipt.id),
    schema: ReceiptGeneratedSchema,
    payload: { receipt: toReceipt(receipt) },
  };
}
