/** What there is to book at the beginning: for each tenant a session with few places and a later one to move to, and staff and rooms with one contended morning. */
import { money } from '#runtime/money.ts';
import type { NewId } from '#runtime/ids.ts';
import type { Change, Key, Store } from '#runtime/actor/types.ts';
import type { MemoryServer } from '#runtime/testing/memory/server.ts';
import type { Unit } from '#runtime/testing/linearizability/models/calendars.ts';
import { EPOCH } from '#runtime/testing/simulation/process.ts';
import { STAFF } from '../../services/booking/domain/bookable.ts';
import { allLanes } from '../../services/booking/domain/lanes.ts';
import type { Offering, Variant } from '../../services/booking/domain/offering.ts';
import type { Session } from '../../services/booking/domain/place.ts';
import { defaultRules, limitsDates, type BookingRules, type Need } from '../../services/booking/domain/rules.ts';
import type { Bookable } from '../../services/booking/domain/schedule.ts';
import { offeringKey, resourceKey, rulesKey, sessionKey, staffKey } from '../../services/booking/keys.ts';
import { offerings, resources, rules, sessions, staff } from './booking/stores.ts';
import type { TimeWish } from './journal.ts';
import type { Plan } from './plan.ts';

const HOUR = 3_600_000;
/** Two days on: nothing that is booked begins while the simulation lasts. */
const DAY = EPOCH + 48 * HOUR;
const ZONE = 'UTC';
const PRICE = 4_500n;
export const ROOM = 'room';
/** What whoever is hired and whatever is added later is called. */
export const NEWCOMER = 'newcomer';

export interface Shop {
  readonly tenantId: string;
  readonly event: Offering;
  readonly service: Offering;
  readonly session: Session;
  /** Another date of the event, a day later: nobody books it, some move to it. */
  readonly later: Session;
  readonly staff: readonly Bookable[];
  readonly rooms: readonly Bookable[];
  /** Of the event: its limits only. */
  readonly eventRules: BookingRules;
  /** Of the service; whoever changes them keeps what it needs and its buffers. */
  readonly rules: BookingRules;
  /** Starts that customers ask for: few, so that they meet; those next to each other overlap. */
  readonly starts: readonly Date[];
}

/** A time with staff as it is taken of everyone who serves it. */
export const withBuffers = ({ bufferMinutes }: Plan, start: number, end: number) => ({ start: start - bufferMinutes * 60_000, end: end + bufferMinutes * 60_000 });

/** What a time with staff needs: one of the staff, or the one that was asked for, and a room if there are any. */
export function unitsAt({ service, staff: people, rooms }: Shop, plan: Plan, { start, minutes, extraMinutes, staffId }: TimeWish): readonly Unit[] {
  // A class is as long as it is for everybody.
  const longer = plan.classPlaces === 1 ? extraMinutes : 0;
  const span = withBuffers(plan, start.getTime(), start.getTime() + ((minutes || service.durationMinutes) + longer) * 60_000);
  const asked = people.map(({ id }) => id).filter((id) => staffId === undefined || id === staffId);
  return [asked, rooms.map(({ id }) => id)].flatMap((candidates) => (candidates.length > 0 ? [{ ...span, candidates }] : []));
}

const local = (time: number): string => new Date(time).toISOString().slice(0, 16);

export function planShop(plan: Plan, newId: NewId): Shop {
  const common = {
    place: '', price: money(PRICE, 'EUR'), durationMinutes: 60, timeZone: ZONE, capacity: plan.capacity, paidOnline: true,
    holdMinutes: plan.holdMinutes, freeCancellationHours: 24, published: true, variants: [], addOns: [],
  };
  const variants = (): readonly Variant[] => [{ id: newId(), name: 'Child', price: money(2_500n, 'EUR') }, { id: newId(), name: 'With a view', price: undefined }];
  const event: Offering = { ...common, id: newId(), kind: 'event', title: 'Reef dive', paidOnline: plan.sessionsPaidOnline, variants: variants() };
  const service: Offering = { ...common, id: newId(), kind: 'service', title: 'Massage', variants: variants(), addOns: [{ id: newId(), name: 'Hot stones', price: money(1_000n, 'EUR'), extraMinutes: 30 }] };
  const sessionAt = (start: number): Session => ({
    id: newId(), offeringId: event.id, capacity: plan.capacity, free: allLanes(plan.capacity), taken: new Map(), left: new Map(),
    time: { start: new Date(start), end: new Date(start + HOUR), timeZone: ZONE, localStart: local(start), localEnd: local(start + HOUR) },
  });
  const day = new Date(DAY).getUTCDay() || 7;
  const bookable = (kind: string, index: number, offeringIds: readonly string[]): Bookable => ({
    id: newId(), kind, name: `${kind} ${index}`, offeringIds, skills: [],
    schedule: { timeZone: ZONE, weekly: [{ day, start: '08:00', end: '12:00' }], overrides: [] },
  });
  const { perCustomer, inTotal } = plan.limits;
  const limits: Pick<BookingRules, 'perCustomer' | 'inTotal'> = {
    perCustomer: perCustomer === undefined ? undefined : { max: perCustomer, period: 'day' },
    inTotal: inTotal === undefined ? undefined : { max: inTotal, period: 'ever' },
  };
  const need = (kind: string): Need => ({ kind, count: 1, skills: [], offsetMinutes: 0, minutes: 0 });
  return {
    tenantId: newId(),
    event,
    service,
    session: sessionAt(DAY),
    later: sessionAt(DAY + 24 * HOUR),
    staff: Array.from({ length: plan.staff }, (_, index) => bookable(STAFF, index, [service.id])),
    rooms: Array.from({ length: plan.rooms }, (_, index) => bookable(ROOM, index, [])),
    eventRules: { ...defaultRules(event.id), ...limits },
    rules: {
      ...defaultRules(service.id),
      stepMinutes: 30,
      bufferBeforeMinutes: plan.bufferMinutes,
      bufferAfterMinutes: plan.bufferMinutes,
      durations: [30],
      capacity: plan.classPlaces,
      ...limits,
      needs: plan.rooms === 0 ? [] : [need(STAFF), need(ROOM)],
    },
    starts: [DAY, DAY + HOUR / 2, DAY + HOUR].map((start) => new Date(start)),
  };
}

/** Writes what there is, before anything else runs. */
export async function openShop(server: MemoryServer, { tenantId, event, service, session, later, staff: people, rooms, rules: serviceRules, eventRules }: Shop): Promise<void> {
  const { database } = server.connect('setup');
  const put = async <P>(store: Store<P>, key: Key, after: P): Promise<void> => {
    const change: Change<P> = { tenantId, key, before: undefined, after, version: 1n, now: new Date(EPOCH) };
    await database.write([tenantId], (query) => store.save(query, [change]));
  };
  for (const offering of [event, service]) await put(offerings, offeringKey(offering.id), offering);
  for (const member of people) await put(staff, staffKey(member.id), member);
  for (const room of rooms) await put(resources, resourceKey(room.id), room);
  await put(rules, rulesKey(service.id), serviceRules);
  if (limitsDates(eventRules)) await put(rules, rulesKey(event.id), eventRules);
  for (const date of [session, later]) await put(sessions, sessionKey(date.id), date);
}
