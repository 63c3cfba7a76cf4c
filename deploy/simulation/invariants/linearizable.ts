/**
 * I9: what customers of one session, or of one time with staff, were told can be explained by their requests having happened
 * one after the other; moving is giving back one place and taking another. Holds that lapse are releases that happen some time after they are due.
 */
import { fromTypeId } from '#runtime/ids.ts';
import { checkLinearizable } from '#runtime/testing/linearizability/check.ts';
import type { Operation } from '#runtime/testing/linearizability/history.ts';
import { capacity, type CapacityInput, type CapacityOutput } from '#runtime/testing/linearizability/models/capacity.ts';
import { EPOCH } from '#runtime/testing/simulation/process.ts';
import type { Booking } from '../../../services/booking/domain/booking.ts';
import { bookings } from '../booking/stores.ts';
import type { Journal, Move, Wish } from '../journal.ts';
import type { World } from '../world.ts';

type Op = Operation<CapacityInput, CapacityOutput>;

const isLive = (status: string): boolean => status === 'pending' || status === 'confirmed';

export function checkLinearizability(world: World, journal: Journal): void {
  const all = bookings.committed(world.databases.booking).values;
  const operations = [
    ...journal.wishes.flatMap((wish) => refusal(wish)),
    ...journal.moves.flatMap((move) => refusedMove(move)),
    ...all.flatMap(({ tenantId, value }) => lifeOf(world, tenantId, value, journal)),
  ];
  const isSession = (key: string): boolean => world.shops.some(({ session, later }) => session.id === key || later.id === key);
  check(world, capacity(world.plan.capacity), operations.filter(({ key }) => isSession(key)));
  // At one time each member of staff is one place.
  check(world, capacity(world.plan.staff), operations.filter(({ key }) => !isSession(key)));
}

function check(world: World, model: ReturnType<typeof capacity>, operations: readonly Op[]): void {
  for (const { explanation } of checkLinearizable(model, operations).problems) world.violate('I9', explanation);
}

/** Being told that nothing is left; with an unanswered try before it nobody knows what the refusal is about. */
function refusal({ resource, customer, requestId, partySize, calledMs, answeredMs, refused, unanswered, booking }: Wish): Op[] {
  if (refused !== 'SLOT_TAKEN' || unanswered || booking || answeredMs === undefined) return [];
  return [{ status: 'ok', key: resource, caller: customer.subject, input: { kind: 'claim', holder: requestId, places: partySize }, output: false, called: calledMs, returned: answeredMs }];
}

const refusedMove = ({ to, customer, requestId, partySize, calledMs, answeredMs, refused, unanswered }: Move): Op[] =>
  refused !== 'SLOT_TAKEN' || unanswered || answeredMs === undefined
    ? []
    : [{ status: 'ok', key: to, caller: customer.subject, input: { kind: 'claim', holder: requestId, places: partySize }, output: false, called: calledMs, returned: answeredMs }];

/** When something happened, as far as that is known from outside. */
interface Known {
  readonly called: number;
  readonly returned: number | undefined;
}

/** The times at which a booking took its places and gave them back, as far as they are known from outside. */
function lifeOf(world: World, tenantId: string, booking: Booking, { wishes, cancellations, moves }: Journal): Op[] {
  const { id, place, history, customer } = booking;
  const places = place.kind === 'session' ? place.partySize : 1;
  const wish = wishes.find((one) => one.booking && fromTypeId('bkg', one.booking.id, 'booking.id') === id);
  const move = moves.find(({ bookingId, outcome }) => bookingId === id && outcome === 'moved');
  const cancelled = cancellations.find(({ bookingId }) => bookingId === id)?.acknowledgedMs;
  const stops = stopsOf(world, tenantId, booking);
  const operations: Op[] = [];
  const happened = (input: CapacityInput, stop: number, { called, returned }: Known): void => {
    const common = { key: stops[stop] ?? '', caller: customer.id, input, called };
    operations.push(returned === undefined ? { ...common, status: 'info' } : { ...common, status: 'ok', output: true, returned });
  };
  let [life, stop] = [0, 0];
  const claim = (known: Known): void => happened({ kind: 'claim', holder: `${id} ${(life += 1)}`, places }, stop, known);
  const release = (known: Known): void => happened({ kind: 'release', holder: `${id} ${life}` }, stop, known);
  for (const { from, to, time, actor, change } of history) {
    const called = time.getTime() - EPOCH;
    if (change === 'rescheduled') {
      const known = { called: move?.calledMs ?? called, returned: move?.answeredMs };
      release(known);
      stop += 1;
      claim(known);
    } else if (isLive(to) && !(from && isLive(from))) {
      claim(life === 0 && wish?.answeredMs !== undefined ? { called: wish.calledMs, returned: wish.answeredMs } : { called, returned: undefined });
    } else if (from && isLive(from) && !isLive(to)) {
      release({ called, returned: actor === customer.id ? cancelled : undefined });
    }
  }
  return operations;
}

/** Where a booking was, one after the other: its history has the local times, which in the simulation are UTC. */
function stopsOf({ shops }: World, tenantId: string, { place, time, history }: Booking): string[] {
  const dates = shops.flatMap(({ tenantId: of, session, later }) => (of === tenantId ? [session, later] : []));
  const at = (localStart: string): string =>
    place.kind === 'session' ? (dates.find((date) => date.time.localStart === localStart)?.id ?? '') : `${tenantId} ${new Date(`${localStart}Z`).toISOString()}`;
  const left = history.filter(({ change }) => change === 'rescheduled').map(({ detail }) => detail.split(' → ')[0] ?? '');
  return [...left, time.localStart].map(at);
}
