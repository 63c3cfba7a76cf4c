/** A receipt is printed: the confirmation that waits for it goes out. */
import { ReceiptGeneratedSchema } from '#proto/berth/receipt/v1/receipt_events_pb.ts';
import { reaction } from '../../runtime/events/types.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { dispatch, notificationActor } from '../actors/notification.actor.ts';
import { receiptArrived } from '../domain/notification.ts';
import { bookingKey, notificationIdOf, notificationKey, tenantKey } from '../keys.ts';
import { bookingIdOf } from '../mapping.ts';
import { subjectOf } from '../templates/content.ts';

export const receiptGenerated = reaction({
  event: ReceiptGeneratedSchema,
  actor: notificationActor,
  route({ receipt }, _, { tenantId }) {
    const bookingId = bookingIdOf(receipt?.payable);
    return bookingId ? [notificationKey(notificationIdOf(bookingId, 'booking_confirmed')), bookingKey(bookingId), tenantKey(tenantId)] : [];
  },
  turn(turn, { receipt }, { key }) {
    const bookingId = bookingIdOf(receipt?.payable);
    if (!receipt || !bookingId) return;
    const customerId = fromTypeId('usr', receipt.customerId, 'receipt.customer_id');
    const about = { id: notificationIdOf(bookingId, 'booking_confirmed'), bookingId, customerId, now: turn.now };
    dispatch(turn, receiptArrived(turn.state, about, { id: key, number: receipt.number }, subjectOf));
  },
});
