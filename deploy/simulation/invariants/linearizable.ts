/**
 * I9: what customers of one session, or of one time with staff, were told can be explained by their requests having happened
 * one after the other. Holds that lapse are releases that happen some time after they are due.
 */
import { fromTypeId } from '#runtime/ids.ts';
import { checkLinearizable } from '#runtime/testing/linearizability/check.ts';
import type { Operation } from '#runtime/testing/linearizability/history.ts';
import { capacity, type CapacityInput, type CapacityOutput } from '#runtime/testing/linearizability/models/capacity.ts';
import { EPOCH } from '#runtime/testing/simulation/process.ts';
import type { Booking } from '../../../services/booking/domain/booking.ts';
import { bookings } from '../booking/stores.ts';
import type { Journal, Wish } from '../journal.ts';
import type { World } from '../world.ts';

type Op = Operation<CapacityInput, CapacityOutput>;

const isLive = (status: string): boolean => status === 'pending' || status === 'confirmed';

export function checkLinearizability(world: World, journal: Journal): void {
  const all = bookings.committed(world.databases.booking).values;
  const made = new Map(all.map(({ tenantId, value }) => [value.id, { resource: resourceOf(tenantId, value), booking: value }]));
  const operations = [
    ...journal.wishes.flatMap((wish) => refusal(wish)),
    ...[...made.values()].flatMap(({ resource, booking }) => lifeOf(resource, booking, journal)),
  ];
  const isSession = (key: string): boolean => world.shops.some(({ session }) => session.id === key);
  check(world, capacity(world.plan.capacity), operations.filter(({ key }) => isSession(key)));
  // At one time each member of staff is one place.
  check(world, capacity(world.plan.staff), operations.filter(({ key }) => !isSession(key)));
}

function check(world: World, model: ReturnType<typeof capacity>, operations: readonly Op[]): void {
  for (const { explanation } of checkLinearizable(model, operations).problems) world.violate('I9', explanation);
}

const resourceOf = (tenantId: string, { place, time }: Booking): string => (place.kind === 'session' ? place.sessionId : `${tenantId} ${time.start.toISOString()}`);

/** Being told that nothing is left; with an unanswered try before it nobody knows what the refusal is about. */
function refusal({ resource, customer, requestId, partySize, calledMs, answeredMs, refused, unanswered, booking }: Wish): Op[] {
  if (refused !== 'SLOT_TAKEN' || unanswered || booking || answeredMs === undefined) return [];
  return [{ status: 'ok', key: resource, caller: customer.subject, input: { kind: 'claim', holder: requestId, places: partySize }, output: false, called: calledMs, returned: answeredMs }];
}

/** The times at which a booking took its place and gave it back, as far as they are known from outside. */
function lifeOf(key: string, booking: Booking, { wishes, cancellations }: Journal): Op[] {
  const { id, place, history, customer } = booking;
  const caller = customer.id;
  const places = place.kind === 'session' ? place.partySize : 1;
  const wish = wishes.find((one) => one.booking && fromTypeId('bkg', one.booking.id, 'booking.id') === id);
  const cancelled = cancellations.find(({ bookingId }) => bookingId === id)?.acknowledgedMs;
  const operations: Op[] = [];
  let life = 0;
  for (const { from, to, time, actor } of history) {
    const called = time.getTime() - EPOCH;
    if (isLive(to) && !(from && isLive(from))) {
      life += 1;
      const input = { kind: 'claim', holder: `${id} ${life}`, places } as const;
      if (life === 1 && wish?.answeredMs !== undefined) operations.push({ status: 'ok', key, caller, input, output: true, called: wish.calledMs, returned: wish.answeredMs });
      else operations.push({ status: 'info', key, caller, input, called });
    } else if (from && isLive(from) && !isLive(to)) {
      const input = { kind: 'release', holder: `${id} ${life}` } as const;
      const acknowledged = actor === customer.id ? cancelled : undefined;
      if (acknowledged === undefined) operations.push({ status: 'info', key, caller, input, called });
      else operations.push({ status: 'ok', key, caller, input, output: true, called, returned: acknowledged });
    }
  }
  return operations;
}
