/** The receipt is there: the booking links to it. */
import { ReceiptGeneratedSchema } from '#proto/berth/receipt/v1/receipt_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import type { BookingActor } from '../actors/booking.actor.ts';
import { recordStep, routeToPayable } from './on-booking.ts';

export const receiptGenerated = (actor: BookingActor) =>
  reaction({
    event: ReceiptGeneratedSchema,
    actor,
    route: ({ receipt }, read) => routeToPayable(receipt?.payable, read),
    turn(turn, { receipt }, envelope) {
      if (!receipt || !turn.state.booking) return;
      turn.apply({ events: [{ type: 'receiptIssued', receiptId: fromTypeId('rcp', receipt.id, 'receipt.id') }] });
      recordStep(turn, envelope, `Receipt ${receipt.number} was issued`);
    },
  });
