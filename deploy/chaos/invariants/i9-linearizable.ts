/** I9: for every place that was fought over there is one order of all holds and releases that explains every answer. */
import { CreateBookingRequestSchema, CreateBookingResponseSchema } from '@berth/sdk';
import { fromBinary, fromJsonString } from '@bufbuild/protobuf';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { toTypeId, tryTypeId } from '#runtime/ids.ts';
import { checkLinearizable, type Report } from '#runtime/testing/linearizability/check.ts';
import type { Operation } from '#runtime/testing/linearizability/history.ts';
import { calendar } from '#runtime/testing/linearizability/models/calendar.ts';
import { capacity, type CapacityInput, type CapacityOutput } from '#runtime/testing/linearizability/models/capacity.ts';
import { classes, type GuestsInput } from '#runtime/testing/linearizability/models/classes.ts';
import type { Call } from '../load/call-log.ts';
import type { Evidence, Invariant } from './evidence.ts';

/** What one customer asked for once, over all attempts. */
interface Wish {
  readonly caller: string;
  readonly called: number;
  readonly returned: number;
  /** `undefined` when nobody learned it. */
  readonly granted: boolean | undefined;
  /** The booking, or the request when nobody learned of one. */
  readonly holder: string;
  readonly party: number;
  readonly place: { readonly session: string } | { readonly calendar: string; readonly start: number };
}

interface Ending {
  readonly status: string;
  readonly expires: number;
  readonly fence: number;
  readonly ends: number;
  readonly starts: number;
}

const ENDINGS = `select id, status, hold_fence::int as fence, (extract(epoch from hold_expires) * 1000)::float8 as expires,
  (extract(epoch from starts) * 1000)::float8 as starts, (extract(epoch from ends) * 1000)::float8 as ends from booking`;

/** Beyond this many places hardly anybody is refused, and nothing is to be learned. */
const MOST_PLACES = 10;

export const linearizable: Invariant = {
  name: 'I9',
  meaning: 'The holds and releases of each contested session and calendar, as customers were answered, are those of one thing that does them one after the other.',
  async check(evidence: Evidence) {
    const sessions = await evidence.rows('booking')<{ id: string; capacity: number }>('select id, capacity from session where capacity <= $1', [MOST_PLACES]);
    const endings = new Map((await evidence.rows('booking')<Ending & { id: string }>(ENDINGS)).map((row) => [row.id, row]));
    const wishes = wishesIn(evidence.calls);
    const releases = releasesIn(evidence.calls);
    const reports: Report[] = [];
    for (const [places, some] of Map.groupBy(sessions, ({ capacity: most }) => most)) {
      const ids = new Set(some.map(({ id }) => id));
      const operations = wishes.flatMap((wish) => ('session' in wish.place && ids.has(wish.place.session) ? seats(wish, wish.place.session, endings, releases) : []));
      reports.push(checkLinearizable(capacity(places), operations));
    }
    const places = await placesOfClasses(evidence);
    const times = wishes.flatMap((wish) => ('calendar' in wish.place ? [{ places: places.get(wish.place.calendar) ?? 1, operations: spans(wish, wish.place, endings, releases) }] : []));
    for (const [most, some] of Map.groupBy(times, (time) => time.places)) {
      const operations = some.flatMap((time) => time.operations);
      reports.push(most > 1 ? checkLinearizable(classes(most), operations) : checkLinearizable(calendar(), operations));
    }
    return reports.flatMap(({ problems }) => problems.map(({ explanation }) => explanation));
  },
};

/** By offering (`off_…`) how many guests share a time, where they do. */
async function placesOfClasses(evidence: Evidence): Promise<ReadonlyMap<string, number>> {
  const rows = await evidence.rows('booking')<{ id: string; capacity: number }>(`select offering_id as id, (rules->>'capacity')::int as capacity from booking_rules where (rules->>'capacity')::int > 1`);
  return new Map(rows.map(({ id, capacity: most }) => [toTypeId('off', id), most]));
}

function wishesIn(calls: readonly Call[]): Wish[] {
  const attempts = Map.groupBy(calls.filter(({ method }) => method === 'CreateBooking'), ({ requestId }) => requestId ?? '');
  return [...attempts].flatMap(([requestId, tries]): Wish[] => {
    const [first] = tries;
    const last = tries.at(-1);
    if (!first || !last) return [];
    const { place, offeringId, partySize } = fromJsonString(CreateBookingRequestSchema, first.request);
    const reply = last.bytes === undefined ? undefined : fromBinary(CreateBookingResponseSchema, Buffer.from(last.bytes, 'base64')).booking;
    const refused = last.outcome === 'refused';
    // Any other refusal looked at no place; one after an attempt that may still be under way says nothing about that one.
    if (refused && last.reason !== 'SLOT_TAKEN' && !tries.some(({ outcome }) => outcome === 'unknown')) return [];
    const known = last.outcome === 'ok' || (refused && tries.length === 1);
    const common = {
      caller: first.customer,
      called: first.sent,
      returned: last.answered,
      granted: known ? last.outcome === 'ok' : undefined,
      holder: tryTypeId('bkg', reply?.id ?? '') ?? requestId,
      party: partySize || 1,
    };
    if (place.case === 'sessionId') return [{ ...common, place: { session: tryTypeId('ses', place.value) ?? '' } }];
    // The only member of staff who serves it.
    return place.case === 'slot' && place.value.startTime ? [{ ...common, place: { calendar: offeringId, start: timestampMs(place.value.startTime) } }] : [];
  });
}

interface Release {
  readonly called: number;
  readonly returned: number | undefined;
}

/** Cancellations by booking; `returned` only when it was acknowledged. */
function releasesIn(calls: readonly Call[]): ReadonlyMap<string, Release> {
  const attempts = Map.groupBy(calls.filter(({ method }) => method === 'CancelBooking'), ({ request }) => bookingIn(request));
  return new Map([...attempts].map(([id, tries]) => {
    const done = tries.find(({ outcome }) => outcome === 'ok');
    return [id, { called: tries[0]?.sent ?? 0, returned: done?.answered }];
  }));
}

function bookingIn(request: string): string {
  const parsed: unknown = JSON.parse(request);
  const id = typeof parsed === 'object' && parsed !== null && 'id' in parsed ? String(parsed.id) : '';
  return tryTypeId('bkg', id) ?? id;
}

type Claiming = { readonly kind: 'claim' } | { readonly kind: 'release' };
type Step = Operation<Claiming, boolean>;

/** A claim, and whatever gave the place back: the customer, the expiry, or the service itself. */
function steps(wish: Wish, key: string, endings: ReadonlyMap<string, Ending>, releases: ReadonlyMap<string, Release>): Step[] {
  const { caller, called, returned, granted, holder } = wish;
  const claim: Step =
    granted === undefined
      ? { status: 'info', key, caller, input: { kind: 'claim' }, called }
      : { status: 'ok', key, caller, input: { kind: 'claim' }, called, output: granted, returned };
  const ending = endings.get(holder);
  if (granted === false || (granted === true && ending?.status === 'confirmed' && ending.fence === 1)) return [claim];
  const release = releases.get(holder);
  if (release?.returned !== undefined && ending?.fence === 1) {
    return [claim, { status: 'ok', key, caller, input: { kind: 'release' }, called: release.called, output: true, returned: release.returned }];
  }
  // Nobody told us when: it may have been at any moment after this.
  const from = ending?.status === 'expired' && ending.fence === 1 ? ending.expires : called;
  const unseen = (kind: Claiming['kind'], who: string): Step => ({ status: 'info', key, caller: who, input: { kind }, called: from });
  const again = (ending?.fence ?? 1) > 1 ? [unseen('claim', `${caller}, late payment`), unseen('release', `${caller}, after it`)] : [];
  return [claim, unseen('release', `${caller}, later`), ...again];
}

const seats = (wish: Wish, session: string, endings: ReadonlyMap<string, Ending>, releases: ReadonlyMap<string, Release>): Operation<CapacityInput, CapacityOutput>[] =>
  steps(wish, session, endings, releases).map((step) => ({ ...step, input: { ...step.input, holder: wish.holder, places: wish.party } }));

const HOUR_MS = 3_600_000;

const spans = (wish: Wish, { calendar: key, start }: { readonly calendar: string; readonly start: number }, endings: ReadonlyMap<string, Ending>, releases: ReadonlyMap<string, Release>): Operation<GuestsInput, boolean>[] =>
  steps(wish, key, endings, releases).map((step) => ({ ...step, input: { ...step.input, holder: wish.holder, places: wish.party, start, end: start + HOUR_MS } }));
