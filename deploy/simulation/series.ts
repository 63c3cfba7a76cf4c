/** Customers who want several dates at once: all of them or those that can be had; later they move or cancel the rest, or not. */
import { create } from '@bufbuild/protobuf';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import type { Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import { SeriesConflictPolicy } from '#proto/berth/booking/v1/series_pb.ts';
import {
  BookingSeriesService, CancelBookingSeriesRequestSchema, CreateBookingSeriesRequestSchema, GetBookingSeriesRequestSchema, RescheduleBookingSeriesRequestSchema, type CreateBookingSeriesResponse,
} from '#proto/berth/booking/v1/series_service_pb.ts';
import type { Caller } from '#runtime/actor/types.ts';
import { fromTypeId, toTypeId } from '#runtime/ids.ts';
import { ask, isSettled } from './ask.ts';
import type { Reply } from './call.ts';
import { minutesOf } from './changes.ts';
import type { Journal, Move, SeriesWish } from './journal.ts';
import { pay } from './paying.ts';
import { unitsAt, type Shop } from './shop.ts';
import type { World } from './world.ts';

const { method } = BookingSeriesService;

const idOf = ({ id }: Booking): string => fromTypeId('bkg', id, 'booking.id');

/** Asks for two or three dates until it is known what became of that, or for long enough; then does something with them. */
export async function bookSeries(world: World, journal: Journal, shop: Shop, customer: Caller): Promise<void> {
  const { scheduler: { random, now }, plan } = world;
  const isEvent = random.chance(plan.wantSession);
  const start = random.pick(shop.starts);
  const wish: SeriesWish = { customer, requestId: world.newId(), dates: 2 + random.below(2), isStrict: random.chance(0.6), calledMs: now(), bookings: [] };
  journal.series.push(wish);
  const request = create(CreateBookingSeriesRequestSchema, {
    offeringId: toTypeId('off', isEvent ? shop.event.id : shop.service.id),
    localStart: isEvent ? shop.session.time.localStart : localOf(start),
    recurrence: `FREQ=${isEvent ? 'DAILY' : 'WEEKLY'};COUNT=${wish.dates}`,
    onConflict: wish.isStrict ? SeriesConflictPolicy.ALL_OR_NOTHING : SeriesConflictPolicy.SKIP_CONFLICTS,
  });
  const asking = { requestId: wish.requestId, hear: (reply: Reply<CreateBookingSeriesResponse>) => note(world, wish, reply) };
  await ask(world, customer, method.createBookingSeries, request, asking);
  if (random.chance(0.15)) await ask(world, customer, method.createBookingSeries, request, asking);
  if (wish.bookings.length > 0) await afterwards(world, journal, shop, wish, isEvent);
}

const localOf = (start: Date): string => start.toISOString().slice(0, 16);

/** I8: as for a single booking, the same request has the same answer, and what was booked is not refused later. */
function note(world: World, wish: SeriesWish, reply: Reply<CreateBookingSeriesResponse>): void {
  if (reply.kind === 'unknown') return void (wish.unanswered = true);
  if (!isSettled(reply)) return;
  wish.answeredMs ??= world.scheduler.now();
  if (reply.kind === 'failed') {
    if (wish.bytes) world.violate('I8', `series ${wish.requestId} was booked and is refused with ${reply.failure.reason} now`);
    return void (wish.refused = reply.failure.reason);
  }
  if (wish.bytes && Buffer.compare(wish.bytes, reply.bytes) !== 0) world.violate('I8', `series ${wish.requestId} was answered in two different ways`);
  // What a refusal said has been overtaken: it stored nothing, and the dates were claimed by a later try.
  delete wish.refused;
  if (!wish.bytes) wish.answeredMs = world.scheduler.now();
  Object.assign(wish, { bytes: reply.bytes, bookings: reply.message.bookings, seriesId: reply.message.series?.id ?? '' } satisfies Partial<SeriesWish>);
}

async function afterwards(world: World, journal: Journal, shop: Shop, wish: SeriesWish, isEvent: boolean): Promise<void> {
  const { random } = world.scheduler;
  if (random.chance(0.3)) await look(world, wish);
  const paying = wish.bookings.filter(() => random.chance(0.8)).map((booking) => pay(world, idOf(booking), random.pick(['pays', 'pays', 'pays late'])));
  const rest = wish.bookings.slice(random.below(2));
  const what = random.pick(['keeps', 'cancels', 'moves', 'moves']);
  if (random.chance(0.5)) await Promise.all(paying);
  if (what === 'cancels') await cancelRest(world, journal, wish, rest);
  // Dates of the event are where they are.
  if (what === 'moves' && !isEvent) await moveRest(world, journal, shop, wish, rest);
  await Promise.all(paying);
}

/** I2: what was acknowledged can be seen, by whichever process. */
async function look(world: World, { customer, seriesId = '', bookings }: SeriesWish): Promise<void> {
  const reply = await ask(world, customer, method.getBookingSeries, create(GetBookingSeriesRequestSchema, { id: seriesId }));
  if (reply.kind === 'failed' && reply.failure.code === 'NOT_FOUND') world.violate('I2', `series ${seriesId} was acknowledged and cannot be found`);
  if (reply.kind === 'ok' && reply.message.bookings.length !== bookings.length) world.violate('I2', `series ${seriesId} is shown with ${reply.message.bookings.length} of ${bookings.length} bookings`);
}

async function cancelRest(world: World, journal: Journal, { customer, seriesId = '' }: SeriesWish, rest: readonly Booking[]): Promise<void> {
  const [from] = rest;
  if (!from) return;
  const hear = ({ kind }: Reply<unknown>): void => rest.forEach((booking) => void (kind === 'unknown' && journal.unansweredCancellations.add(idOf(booking))));
  const request = create(CancelBookingSeriesRequestSchema, { id: seriesId, fromBookingId: from.id, reason: 'Changed my mind' });
  const reply = await ask(world, customer, method.cancelBookingSeries, request, { hear });
  if (reply.kind !== 'ok') return;
  const cancelled = reply.message.members.flatMap(({ booking, refund }) => (booking && refund ? [booking] : []));
  journal.cancellations.push(...cancelled.map((booking) => ({ bookingId: idOf(booking), acknowledgedMs: world.scheduler.now() })));
}

/** To another time of the same days: all that are ahead, or none of them. */
async function moveRest(world: World, journal: Journal, shop: Shop, { customer, seriesId = '' }: SeriesWish, rest: readonly Booking[]): Promise<void> {
  const { random, now } = world.scheduler;
  const [from] = rest;
  const [, was = ''] = from?.time?.localStart.split('T') ?? [];
  const to = random.pick(shop.starts.map((start) => localOf(start).slice(11)).filter((time) => time !== was));
  if (!from) return;
  const asked = rest.map((booking): Move => {
    const start = new Date(`${dateOf(booking)}T${to}Z`);
    return {
      bookingId: idOf(booking), customer, requestId: seriesId, partySize: 1, calledMs: now(), to: `${shop.tenantId} ${start.toISOString()}`,
      units: unitsAt(shop, world.plan, { start, minutes: minutesOf(booking), extraMinutes: 0, staffId: undefined }),
    };
  });
  journal.moves.push(...asked);
  const hear = (reply: Reply<unknown>): void => asked.forEach((move) => void (reply.kind === 'unknown' && (move.unanswered = true)));
  const request = create(RescheduleBookingSeriesRequestSchema, { id: seriesId, fromBookingId: from.id, localTime: to });
  const reply = await ask(world, customer, method.rescheduleBookingSeries, request, { hear });
  if (!isSettled(reply)) return;
  const there = new Map(reply.kind === 'ok' ? reply.message.bookings.map((booking) => [idOf(booking), startOf(booking)]) : []);
  for (const move of asked) {
    // What had ended stays where it was.
    const outcome = move.to === `${shop.tenantId} ${there.get(move.bookingId)}` ? 'moved' : 'refused';
    Object.assign(move, { outcome, answeredMs: now(), ...(reply.kind === 'failed' && { refused: reply.failure.reason }) } satisfies Partial<Move>);
  }
}

const startOf = ({ time }: Booking): string => (time?.startTime ? new Date(timestampMs(time.startTime)).toISOString() : '');

const dateOf = (booking: Booking): string => startOf(booking).slice(0, 10);
