/** A booking was paid for: its receipt is issued and printed. Free bookings get none. */
import type { Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import { BookingConfirmedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { unavailable } from '../../runtime/errors.ts';
import { reaction } from '../../runtime/events/types.ts';
import { toTypeId } from '../../runtime/ids.ts';
import { yearIn } from '../../runtime/wall-time.ts';
import { receiptActor } from '../actors/receipt.actor.ts';
import { issue } from '../domain/receipt.ts';
import { renderReceipt } from '../effects/render-receipt.ts';
import { counterKey, receiptIdOf, receiptKey, tenantKey } from '../keys.ts';
import { paymentIdOf, saleOf } from '../mapping.ts';

export const bookingConfirmed = reaction({
  event: BookingConfirmedSchema,
  standsAlone: true,
  actor: receiptActor,
  route({ booking }, _, { tenantId, time }) {
    if (!booking || !isPaid(booking)) return [];
    // The year in UTC is nearly always the tenant's; the turn, which knows the zone, asks for the other one when it is not.
    return [receiptKey(receiptIdOf(paymentIdOf(booking))), tenantKey(tenantId), counterKey(tenantId, time.getUTCFullYear())];
  },
  turn(turn, { booking }, { tenantId }) {
    if (!booking || turn.state.receipt) return;
    const { tenant } = turn.state;
    if (!tenant) throw unavailable('TENANT_UNKNOWN', 'The user service has not told about this business yet. It is tried again.');
    const year = yearIn(turn.now, tenant.seller.timeZone);
    const counter = counterKey(tenantId, year);
    turn.need(counter);
    const receiptId = receiptIdOf(paymentIdOf(booking));
    const { receipt } = turn.apply(issue(turn.state, tenant, saleOf(booking), { receiptId, counterId: counter.id, year, now: turn.now }));
    if (receipt) turn.effect(renderReceipt, { document: receipt.document, objectKey: objectKeyOf(tenantId, receiptId) });
  },
});

const isPaid = ({ payment }: Booking): boolean => (payment?.amount?.amountMinor ?? 0n) > 0n;

const objectKeyOf = (tenantId: string, receiptId: string): string => `${toTypeId('tnt', tenantId)}/${toTypeId('rcp', receiptId)}.pdf`;
