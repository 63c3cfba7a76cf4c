/** Gathers what a series needs to know before it queues: its dates, and for each of them what `prepare-hold.ts` finds out for one. */
import type { CreateBookingSeriesRequest } from '#proto/berth/booking/v1/series_service_pb.ts';
import type { PrepareContext } from '../../runtime/actor/types.ts';
import { invalidField } from '../../runtime/errors.ts';
import { fromTypeId, newId as randomId } from '../../runtime/ids.ts';
import { membersOf, seriesOfRequest } from '../db/series-store.ts';
import { sessionsAt } from '../db/session-store.ts';
import { noSession } from '../domain/availability/explain.ts';
import type { Question } from '../domain/availability/question.ts';
import type { Wanted, WantedPlace } from '../domain/hold.ts';
import { timeAtLocal } from '../domain/local-time.ts';
import type { Offering } from '../domain/offering.ts';
import { placesLeft } from '../domain/place.ts';
import { startsOf } from '../domain/recurrence.ts';
import type { WantedDate, WantedSeries } from '../domain/series-hold.ts';
import { fromAttribution, fromMoney } from '../mapping.ts';
import { loadOpenQuestion } from '../queries/availability-question.ts';
import { findCustomer } from '../queries/find-customer.ts';
import { findOffering } from '../queries/find-offering.ts';
import { fromPolicy } from '../series-mapping.ts';
import { namedIn, newIds, type HoldSources } from './prepare-hold.ts';
import { refusal, timeIn } from './wanted-place.ts';

/** What to hold, or the series that the same request made before. */
export type SeriesFacts = { readonly wanted: WantedSeries } | { readonly made: string; readonly members: readonly string[] };

const BOUNDS = { fewest: 2, most: 52, years: 2 } as const;

/** A date of the rule. */
interface DateOf {
  readonly localStart: string;
  readonly start: Date;
}

export async function prepareSeries(request: CreateBookingSeriesRequest, view: PrepareContext, sources: HoldSources): Promise<SeriesFacts> {
  const made = await seriesOfRequest(view.db, view.caller.subject, view.requestId);
  if (made !== undefined) return { made, members: (await membersOf(view.db, made)).map(({ id }) => id) };
  const offering = await findOffering(view, fromTypeId('off', request.offeringId, 'offering_id'), sources);
  const dates = datesOf(request, offering);
  const customer = await findCustomer(view, sources);
  const shared = {
    offering,
    customer,
    checkout: 'self',
    note: request.note,
    traceId: view.traceId,
    attribution: fromAttribution(request.attribution),
    attendees: namedIn(request),
  } as const satisfies Partial<Wanted>;
  const places = await placesAt(dates, request, offering, view);
  const { newId = randomId } = sources;
  return {
    wanted: {
      series: {
        id: newId(),
        offeringId: offering.id,
        customerId: customer.id,
        localStart: request.localStart,
        timeZone: offering.timeZone,
        recurrence: request.recurrence,
        onConflict: fromPolicy(request.onConflict),
        request: undefined,
      },
      dates: places.map((place, index): WantedDate => ({ localStart: dates[index]?.localStart ?? '', wanted: { ...shared, ...newIds(sources), place } })),
      expectedTotal: request.expectedTotal && fromMoney(request.expectedTotal),
    },
  };
}

function datesOf({ localStart, recurrence, excludedDates }: CreateBookingSeriesRequest, { timeZone }: Offering): readonly DateOf[] {
  const at = (local: string): Date => {
    const time = timeAtLocal(local, 0, timeZone);
    if (!time) throw invalidField('local_start', 'must be a date and time of the calendar, such as 2026-12-05T19:30');
    return time.start;
  };
  at(localStart);
  const found = startsOf({ rule: recurrence, localStart, timeZone, excluded: excludedDates }, BOUNDS);
  if ('problem' in found) throw invalidField('recurrence', found.problem, 'INVALID_RECURRENCE');
  return found.starts.map((local) => ({ localStart: local, start: at(local) }));
}

async function placesAt(dates: readonly DateOf[], request: CreateBookingSeriesRequest, offering: Offering, view: PrepareContext): Promise<readonly WantedPlace[]> {
  const { partySize, staffId, durationMinutes } = request;
  if (offering.kind === 'event') return sessionPlaces(dates, partySize || 1, offering, view);
  const [first, last] = [dates[0], dates.at(-1)];
  if (!first || !last) throw new TypeError('a rule without dates is refused');
  const asked = {
    span: { from: first.start, to: new Date(last.start.getTime() + 1) },
    durationMinutes,
    extraMinutes: 0,
    staffId: staffId === '' ? undefined : fromTypeId('stf', staffId, 'staff_id'),
    customerId: view.caller.subject,
  };
  return timePlaces(dates, partySize || 1, await loadOpenQuestion(view, offering, asked));
}

async function sessionPlaces(dates: readonly DateOf[], partySize: number, { id }: Offering, { db }: PrepareContext): Promise<readonly WantedPlace[]> {
  const sessions = await sessionsAt(db, id, dates.map(({ start }) => start));
  return dates.map(({ start }) => {
    const [roomiest] = sessions.filter(({ time }) => time.start.getTime() === start.getTime()).toSorted((a, b) => placesLeft(b) - placesLeft(a));
    return roomiest ? { kind: 'session', sessionId: roomiest.id, partySize } : { kind: 'none', rejection: refusal(noSession) };
  });
}

/** The dates before count towards the limits of the dates after. */
function timePlaces(dates: readonly DateOf[], party: number, question: Question): readonly WantedPlace[] {
  let { counted } = question;
  return dates.map(({ start }) => {
    const place = timeIn({ ...question, counted }, start, party);
    if (place.kind !== 'none') counted = { byCustomer: [...counted.byCustomer, start.getTime()], byAll: [...counted.byAll, start.getTime()] };
    return place;
  });
}
