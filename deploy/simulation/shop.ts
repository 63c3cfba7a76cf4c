/** What there is to book at the beginning: for each tenant a session with few places and a later one to move to, and staff with one contended day. */
import { money } from '#runtime/money.ts';
import type { NewId } from '#runtime/ids.ts';
import type { Change, Key, Store } from '#runtime/actor/types.ts';
import type { MemoryServer } from '#runtime/testing/memory/server.ts';
import { EPOCH } from '#runtime/testing/simulation/process.ts';
import { allLanes } from '../../services/booking/domain/lanes.ts';
import type { Offering } from '../../services/booking/domain/offering.ts';
import type { Session } from '../../services/booking/domain/place.ts';
import type { Bookable } from '../../services/booking/domain/schedule.ts';
import { offeringKey, sessionKey, staffKey } from '../../services/booking/keys.ts';
import { offerings, sessions, staff } from './booking/stores.ts';
import type { Plan } from './plan.ts';

const HOUR = 3_600_000;
/** Two days on: nothing that is booked begins while the simulation lasts. */
const DAY = EPOCH + 48 * HOUR;
const ZONE = 'UTC';
const PRICE = 4_500n;

export interface Shop {
  readonly tenantId: string;
  readonly event: Offering;
  readonly service: Offering;
  readonly session: Session;
  /** Another date of the event, a day later: nobody books it, some move to it. */
  readonly later: Session;
  readonly staff: readonly Bookable[];
  /** Starts that customers ask for: few, so that they meet. */
  readonly starts: readonly Date[];
}

const local = (time: number): string => new Date(time).toISOString().slice(0, 16);

export function planShop(plan: Plan, newId: NewId): Shop {
  const common = {
    place: '', price: money(PRICE, 'EUR'), durationMinutes: 60, timeZone: ZONE, capacity: plan.capacity, paidOnline: true,
    holdMinutes: plan.holdMinutes, freeCancellationHours: 24, published: true,
  };
  const event: Offering = { ...common, id: newId(), kind: 'event', title: 'Reef dive' };
  const service: Offering = { ...common, id: newId(), kind: 'service', title: 'Massage' };
  const sessionAt = (start: number): Session => ({
    id: newId(), offeringId: event.id, capacity: plan.capacity, free: allLanes(plan.capacity), taken: new Map(), left: new Map(),
    time: { start: new Date(start), end: new Date(start + HOUR), timeZone: ZONE, localStart: local(start), localEnd: local(start + HOUR) },
  });
  const day = new Date(DAY).getUTCDay() || 7;
  return {
    tenantId: newId(),
    event,
    service,
    session: sessionAt(DAY),
    later: sessionAt(DAY + 24 * HOUR),
    staff: Array.from({ length: plan.staff }, (_, index) => ({
      id: newId(), kind: 'staff', name: `Staff ${index}`, offeringIds: [service.id], skills: [],
      schedule: { timeZone: ZONE, weekly: [{ day, start: '09:00', end: '11:00' }], overrides: [] },
    })),
    starts: [DAY, DAY + HOUR].map((start) => new Date(start)),
  };
}

/** Writes what there is, before anything else runs. */
export async function openShop(server: MemoryServer, { tenantId, event, service, session, later, staff: people }: Shop): Promise<void> {
  const { database } = server.connect('setup');
  const put = async <P>(store: Store<P>, key: Key, after: P): Promise<void> => {
    const change: Change<P> = { tenantId, key, before: undefined, after, version: 1n, now: new Date(EPOCH) };
    await database.write([tenantId], (query) => store.save(query, [change]));
  };
  for (const offering of [event, service]) await put(offerings, offeringKey(offering.id), offering);
  for (const member of people) await put(staff, staffKey(member.id), member);
  for (const date of [session, later]) await put(sessions, sessionKey(date.id), date);
}
