/**
 * I9: what customers of one session and those who wait for it, of staff and rooms, or of somebody's classes, were told can be explained by their requests
 * having happened one after the other. Holds that lapse are releases that happen some time after they are due.
 */
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { checkLinearizable } from '#runtime/testing/linearizability/check.ts';
import type { Operation } from '#runtime/testing/linearizability/history.ts';
import type { Model } from '#runtime/testing/linearizability/model.ts';
import { calendars, type CalendarsInput, type CalendarsOutput } from '#runtime/testing/linearizability/models/calendars.ts';
import { classes, type ClassesInput } from '#runtime/testing/linearizability/models/classes.ts';
import { FOR_THOSE_WHO_WAIT, waitlist, type WaitlistInput } from '#runtime/testing/linearizability/models/waitlist.ts';
import type { Booking } from '../../../services/booking/domain/booking.ts';
import { bookings } from '../booking/stores.ts';
import type { Edit, Journal, Wish } from '../journal.ts';
import { withBuffers } from '../shop.ts';
import { FULL } from '../waiters.ts';
import type { World } from '../world.ts';
import { deedsOf, wishOf, type Known } from './lives.ts';
import { unitsOfReply, unitsOfTakes } from './units.ts';
import { lineOps, offersOf, type LineOp } from './waiting-line.ts';

type TimeOp = Operation<CalendarsInput, CalendarsOutput>;
type ClassOp = Operation<ClassesInput, boolean>;

export function checkLinearizability(world: World, journal: Journal): void {
  const all = bookings.committed(world.databases.booking).values;
  const refused = refusals(journal);
  const isManaged = (tenantId: string): boolean => journal.edits.some((edit) => edit.tenantId === tenantId && !OF_DATES.has(edit.kind));
  const offers = offersOf(world);
  check(world, waitlist(world.plan.capacity), [
    ...lineOps(world, journal),
    ...refused.flatMap((asked) => (asked.units.length === 0 ? [refusedPlaces(asked)] : [])),
    ...journal.edits.flatMap((edit) => resized(edit)),
    ...all.flatMap(({ tenantId, value }) => (value.place.kind === 'session' ? sessionLife(world, { tenantId, booking: value, offer: offers.get(value.id) }, journal) : [])),
  ]);
  // Who works when the hours change is not told: what was refused meanwhile says nothing.
  const timesRefused = refused.filter(({ units, customer }) => units.length > 0 && !isManaged(customer.tenantId));
  if (world.plan.classPlaces === 1) check(world, calendars(), [...timesRefused.map(refusedTime), ...all.flatMap(({ tenantId, value }) => timeLife(world, tenantId, value, journal))]);
  // With several who give classes, who is chosen says which of them one can join: of one alone the times say it.
  else if (world.plan.staff === 1) check(world, classes(world.plan.classPlaces), [...timesRefused.flatMap(refusedClass), ...all.flatMap(({ tenantId, value }) => (hasHelp(journal, tenantId) ? [] : classLife(world, tenantId, value, journal)))]);
}

/** What concerns dates of events, and nobody's hours. */
const OF_DATES: ReadonlySet<Edit['kind']> = new Set(['capacity', 'start', 'cancellation']);

/** Whoever is hired gives classes as well. */
const hasHelp = ({ edits }: Journal, tenantId: string): boolean => edits.some((edit) => edit.tenantId === tenantId && edit.kind === 'hire');

function check<S, I, O>(world: World, model: Model<S, I, O>, operations: readonly Operation<I, O>[]): void {
  for (const { explanation } of checkLinearizable(model, operations).problems) world.violate('I9', explanation);
}

/** Somebody was told that nothing is left for what they wished for, or for the booking `of` this id, which was to be moved. */
interface Refusal extends Pick<Wish, 'customer' | 'requestId' | 'partySize' | 'units' | 'calledMs' | 'refused'> {
  readonly to: string;
  readonly answeredMs: number;
  readonly of?: string;
}

function refusals({ wishes, moves }: Journal): readonly Refusal[] {
  // With an unanswered try before it nobody knows what the refusal is about.
  const isTold = ({ refused, unanswered }: Pick<Wish, 'refused' | 'unanswered'>): boolean => FULL.has(refused) && !unanswered;
  return [
    ...wishes.flatMap((wish) => (isTold(wish) && !wish.booking && wish.answeredMs !== undefined ? [{ ...wish, to: wish.resource, answeredMs: wish.answeredMs }] : [])),
    ...moves.flatMap((move) => (isTold(move) && move.answeredMs !== undefined ? [{ ...move, of: move.bookingId, answeredMs: move.answeredMs }] : [])),
  ];
}

const told = ({ customer, calledMs, answeredMs }: Refusal) => ({ status: 'ok', caller: customer.subject, output: false, called: calledMs, returned: answeredMs }) as const;

const refusedPlaces = (asked: Refusal): LineOp => ({ ...told(asked), output: asked.refused === 'WAITLIST_FIRST' ? FOR_THOSE_WHO_WAIT : false, key: asked.to, input: { kind: 'claim', holder: asked.requestId, places: asked.partySize } });

/** A session got another size, or was refused it because more is booked. */
function resized({ id, tenantId, places, calledMs, answeredMs, refused }: Edit): LineOp[] {
  if (places === undefined || (refused !== undefined && refused !== 'CAPACITY_BELOW_BOOKED')) return [];
  return [happened({ key: id, caller: tenantId, input: { kind: 'resize', places } }, refused === undefined, { called: calledMs, returned: answeredMs })];
}

const refusedTime = (asked: Refusal): TimeOp => ({
  ...told(asked),
  key: asked.customer.tenantId,
  input: asked.of === undefined ? { kind: 'claim', holder: asked.requestId, units: asked.units } : { kind: 'move', holder: `${asked.of} 1`, units: asked.units },
});

function refusedClass(asked: Refusal): ClassOp[] {
  return asked.units.slice(0, 1).map(({ start, end }): ClassOp => ({
    ...told(asked),
    key: asked.customer.tenantId,
    input: { kind: asked.of === undefined ? 'claim' : 'move', holder: asked.of === undefined ? asked.requestId : `${asked.of} 1`, places: asked.partySize, start, end },
  }));
}

/** An operation that was answered with `output`, or of which nobody was told. */
const happened = <I, O>(asked: { readonly key: string; readonly caller: string; readonly input: I }, output: O, { called, returned }: Known): Operation<I, O> =>
  returned === undefined ? { ...asked, called, status: 'info' } : { ...asked, called, status: 'ok', output, returned };

/** A booking with places of a session, and when it was offered if it is of somebody who had waited. */
interface Held {
  readonly tenantId: string;
  readonly booking: Booking;
  readonly offer: Known | undefined;
}

/** A move is giving back one place and taking another: those are two sessions, each with a history of its own. */
function sessionLife(world: World, { tenantId, booking, offer }: Held, journal: Journal): LineOp[] {
  const { place, customer } = booking;
  const places = place.kind === 'session' ? place.partySize : 1;
  const dates = datesOf(world, tenantId, booking);
  return deedsOf(booking, journal).flatMap(({ kind, holder, stop, ...known }, index) => {
    const at = (date: number, input: WaitlistInput, when: Known): LineOp => happened({ key: dates[date] ?? '', caller: customer.id, input }, true, when);
    if (kind === 'release') return [at(stop, { kind, holder }, known)];
    if (kind === 'move') return [at(stop - 1, { kind: 'release', holder }, known), at(stop, { kind: 'claim', holder, places }, known)];
    if (index > 0) return [at(stop, { kind: 'reclaim', holder, places }, known)];
    return [offer ? at(stop, { kind: 'offer', holder }, offer) : at(stop, { kind, holder, places }, known)];
  });
}

/** The sessions at which a booking was: its history has their local times. One of the two never gets another. */
function datesOf({ shops }: World, tenantId: string, { time, history }: Booking): string[] {
  const shop = shops.find(({ tenantId: of }) => of === tenantId);
  const left = history.filter(({ change }) => change === 'rescheduled').map(({ detail }) => detail.split(' → ')[0] ?? '');
  return [...left, time.localStart].map((localStart) => (localStart === shop?.session.time.localStart ? shop.session.id : (shop?.later.id ?? '')));
}

function timeLife(world: World, tenantId: string, booking: Booking, journal: Journal): TimeOp[] {
  if (booking.place.kind !== 'time') return [];
  const now = unitsOfTakes(booking.place.takes);
  // Only who was told of a booking moves it: what it had before is in what they were told.
  const [first = now] = [unitsOfReply(world, wishOf(journal, booking.id)?.booking)];
  const deeds = deedsOf(booking, journal);
  const last = deeds.at(-1)?.stop ?? 0;
  return deeds.map(({ kind, holder, stop, ...known }) => {
    const units = stop === last ? now : first;
    const input: CalendarsInput = kind === 'release' ? { kind, holder } : { kind, holder, units };
    return happened({ key: tenantId, caller: booking.customer.id, input }, kind === 'release' || units.flatMap(({ candidates }) => candidates), known);
  });
}

/** As a time of whoever gives the class, with the buffers. */
function classLife({ plan }: World, tenantId: string, booking: Booking, journal: Journal): ClassOp[] {
  const { place, time } = booking;
  if (place.kind !== 'class') return [];
  const was = wishOf(journal, booking.id)?.booking?.time;
  const now = withBuffers(plan, time.start.getTime(), time.end.getTime());
  const first = was?.startTime && was.endTime ? withBuffers(plan, timestampMs(was.startTime), timestampMs(was.endTime)) : now;
  const deeds = deedsOf(booking, journal);
  const last = deeds.at(-1)?.stop ?? 0;
  return deeds.map(({ kind, holder, stop, ...known }) =>
    happened({ key: tenantId, caller: booking.customer.id, input: kind === 'release' ? { kind, holder } : { kind, holder, places: place.partySize, ...(stop === last ? now : first) } }, true, known));
}
