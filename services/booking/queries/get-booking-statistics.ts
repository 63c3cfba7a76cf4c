/** Counts, revenue and utilisation of a span of dates, for whoever runs the business. */
import type { GetBookingStatisticsRequest } from '#proto/berth/booking/v1/booking_statistics_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { invalidField } from '../../runtime/errors.ts';
import { fromTypeId, toTypeId } from '../../runtime/ids.ts';
import { money } from '../../runtime/money.ts';
import { countBookings, countPlaces, loadCalendars, sumRevenue, takenMinutes, type Scope } from '../db/statistics.ts';
import { STAFF } from '../domain/bookable.ts';
import { dateOf, dayOf } from '../domain/calendar-date.ts';
import { isTimeZone, type Span } from '../domain/local-time.ts';
import { openMinutes } from '../domain/utilisation.ts';
import { instantOf } from '../domain/zone-clock.ts';
import { toMoney, toState } from '../mapping.ts';

const DAY_MS = 86_400_000;
const MOST_DAYS = 366;

export async function getBookingStatistics(view: View, request: GetBookingStatisticsRequest) {
  const offeringId = request.offeringId === '' ? null : fromTypeId('off', request.offeringId, 'offering_id');
  const scope: Scope = { ...spanOf(request), offeringId };
  const counts = await countBookings(view.db, scope, request.timeZone);
  const revenue = await sumRevenue(view.db, scope);
  const { places, free } = await countPlaces(view.db, scope);
  return {
    counts: counts.map(({ date, status, ...count }) => ({ date, state: toState(status), ...count })),
    revenue: revenue.map(({ currency, captured, refunded, at_desk }) => ({
      captured: toMoney(money(captured, currency)),
      refunded: toMoney(money(refunded, currency)),
      atDesk: toMoney(money(at_desk, currency)),
    })),
    sessionPlaces: places,
    sessionPlacesTaken: places - free,
    utilisation: offeringId === null ? await utilisationOf(view, scope) : [],
  };
}

async function utilisationOf({ db }: View, span: Span) {
  const { bookables, closures } = await loadCalendars(db, span.from);
  const taken = await takenMinutes(db, span);
  return bookables.map(({ id, name, kind, schedule }) => ({
    id: toTypeId(kind === STAFF ? 'stf' : 'rsc', id),
    name,
    kind,
    openMinutes: BigInt(openMinutes(schedule, closures, span)),
    takenMinutes: taken.get(id) ?? 0n,
  }));
}

/** The instants of the dates in their zone. */
function spanOf({ fromDate, untilDate, timeZone }: GetBookingStatisticsRequest): Span {
  if (!isTimeZone(timeZone)) throw invalidField('time_zone', 'must be an IANA zone, such as Europe/Lisbon');
  const first = dayOf(fromDate);
  const last = dayOf(untilDate);
  if (first === undefined) throw invalidField('from_date', 'must be a date of the calendar, such as 2026-12-24');
  if (last === undefined) throw invalidField('until_date', 'must be a date of the calendar, such as 2026-12-24');
  if (last < first) throw invalidField('until_date', `must not be before ${dateOf(first)}`);
  if (last - first >= MOST_DAYS) throw invalidField('until_date', `must be at most ${MOST_DAYS - 1} days after from_date`);
  return { from: new Date(instantOf(first * DAY_MS, timeZone)), to: new Date(instantOf((last + 1) * DAY_MS, timeZone)) };
}
