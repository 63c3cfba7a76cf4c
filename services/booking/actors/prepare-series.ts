/** Gathers what a series needs to know before it queues: its dates, and for each of them what `prepare-hold.ts` finds out for one. */
import type { CreateBookingSeriesRequest } from '#proto/berth/booking/v1/series_service_pb.ts';
import type { PrepareContext } from '../../runtime/actor/types.ts';
import { invalidField } from '../../runtime/errors.ts';
import { fromTypeId, newId as randomId } from '../../runtime/ids.ts';
import { membersOf, seriesOfRequest } from '../db/series-store.ts';
import type { Wanted, WantedPlace } from '../domain/hold.ts';
import { extraMinutesOf } from '../domain/lines.ts';
import { timeAtLocal } from '../domain/local-time.ts';
import type { Offering } from '../domain/offering.ts';
import { startsOf } from '../domain/recurrence.ts';
import type { WantedDate, WantedSeries } from '../domain/series-hold.ts';
import { fromAttribution, fromChoices, fromMoney } from '../mapping.ts';
import { chosenOf, loadOpenQuestion } from '../queries/availability-question.ts';
import { findCustomer } from '../queries/find-customer.ts';
import { findOffering } from '../queries/find-offering.ts';
import { fromPolicy } from '../series-mapping.ts';
import { namedIn, newIds, type HoldSources } from './prepare-hold.ts';
import { sessionPlaces, spanOf } from './series-places.ts';
import { timeIn, type Wish } from './wanted-place.ts';

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
  const selection = chosenOf(offering, fromChoices(request));
  const customer = await findCustomer(view, sources);
  const shared = {
    offering,
    selection,
    customer,
    checkout: 'self',
    note: request.note,
    traceId: view.traceId,
    attribution: fromAttribution(request.attribution),
    attendees: namedIn(request),
  } as const satisfies Partial<Wanted>;
  const places = await placesAt(dates, request, { offering, extraMinutes: extraMinutesOf(offering, selection) }, view);
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

/** What the dates take of each other, places and limits, is for the turn to see. */
async function placesAt(dates: readonly DateOf[], request: CreateBookingSeriesRequest, wish: Wish, view: PrepareContext): Promise<readonly WantedPlace[]> {
  const { staffId } = request;
  const { offering, extraMinutes = 0 } = wish;
  const starts = dates.map(({ start }) => start);
  const party = request.partySize || 1;
  const isEvent = offering.kind === 'event';
  const question = await loadOpenQuestion(view, offering, {
    span: spanOf(starts),
    durationMinutes: isEvent ? 0 : request.durationMinutes,
    extraMinutes,
    staffId: staffId === '' ? undefined : fromTypeId('stf', staffId, 'staff_id'),
    customerId: view.caller.subject,
  });
  return isEvent ? sessionPlaces(starts, party, question, view) : starts.map((start) => timeIn(question, start, party));
}
