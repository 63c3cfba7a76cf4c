/** What customers change about a booking that they have: its time, or how long it is held for them. */
import { create } from '@bufbuild/protobuf';
import { timestampFromDate, timestampMs } from '@bufbuild/protobuf/wkt';
import type { Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import { BookingService, ExtendHoldRequestSchema, RescheduleBookingRequestSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { Caller } from '#runtime/actor/types.ts';
import { fromTypeId, toTypeId } from '#runtime/ids.ts';
import { ask, PASSING, TRIES } from './ask.ts';
import { callNode } from './call.ts';
import type { Journal, Move, Wish } from './journal.ts';
import { unitsAt, type Shop } from './shop.ts';
import type { World } from './world.ts';

/** Moves the booking to the event's other date, or to the other start, until it is known what became of that, or for long enough. */
export async function move(world: World, journal: Journal, shop: Shop, { customer, resource, partySize }: Wish, booking: Booking): Promise<void> {
  const { random, now } = world.scheduler;
  const isSession = resource === shop.session.id;
  const start = random.pick(shop.starts.filter((one) => `${shop.tenantId} ${one.toISOString()}` !== resource));
  const asked: Move = {
    bookingId: fromTypeId('bkg', booking.id, 'id'), customer, requestId: world.newId(), partySize, calledMs: now(),
    to: isSession ? shop.later.id : `${shop.tenantId} ${start.toISOString()}`,
    units: isSession ? [] : unitsAt(shop, world.plan, { start, minutes: minutesOf(booking), extraMinutes: 0, staffId: undefined }),
  };
  journal.moves.push(asked);
  const request = create(RescheduleBookingRequestSchema, {
    id: booking.id,
    place: isSession ? { case: 'sessionId', value: toTypeId('ses', shop.later.id) } : { case: 'slot', value: { startTime: timestampFromDate(start) } },
  });
  for (let tries = 0; tries < TRIES; tries += 1) {
    const reply = await callNode(world, world.nodesOf('booking'), { method: BookingService.method.rescheduleBooking, request, caller: customer, requestId: asked.requestId, label: 'RescheduleBooking' });
    if (reply.kind === 'ok') return void Object.assign(asked, { outcome: 'moved', answeredMs: asked.answeredMs ?? now() } satisfies Partial<Move>);
    if (reply.kind === 'unknown') asked.unanswered = true;
    const again = reply.kind === 'unknown' || PASSING.has(reply.failure.code) || reply.failure.reason === 'PAYMENT_IN_PROGRESS';
    if (!again) return void Object.assign(asked, { outcome: 'refused', refused: reply.failure.reason, answeredMs: now() } satisfies Partial<Move>);
    await world.sleep(random.between(200, 4_000));
  }
}

/** How long a booking is, add-ons included. */
export const minutesOf = ({ time }: Booking): number => (time?.startTime && time.endTime ? (timestampMs(time.endTime) - timestampMs(time.startTime)) / 60_000 : 0);

/** Asks for more time to pay; whether that is granted shows in when the hold ends. */
export const extend = (world: World, customer: Caller, id: string) => ask(world, customer, BookingService.method.extendHold, create(ExtendHoldRequestSchema, { id }));
