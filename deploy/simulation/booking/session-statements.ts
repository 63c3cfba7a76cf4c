/** What booking's reads of sessions mean in memory: dates of an offering that take place, and whose offering a date is. */
import { toMultirange } from '../../../services/booking/db/multirange.ts';
import type { Session } from '../../../services/booking/domain/place.ts';
import { all, idsIn, listOf, visible, type Reading, type Statement } from './reading.ts';
import { sessions } from './stores.ts';

export const sessionStatements: readonly Statement[] = [
  ['select r.id as session_id, s.booking_id', rosters],
  ['select * from session where offering_id = $1::uuid and starts >= $2', openBetween],
  ['select * from session where offering_id = $1::uuid and starts = any', openAt],
  ['select offering_id from session', (reading) => all(reading, sessions).filter(({ id, takes }) => id === reading.params[0] && !takes).map(({ offeringId }) => ({ offering_id: offeringId }))],
];

/** Who has places of each session, the oldest first. */
function rosters({ tx, server, params }: Reading): object[] {
  const seats = visible(tx, sessions.committed({ state: server }).claims);
  return idsIn(params).flatMap((id) => {
    const taken = seats.flatMap(({ key, claim }) => (key.id === id ? [claim.bookingId] : []));
    return [...new Set(taken)].toSorted().slice(0, Number(params[1])).map((bookingId) => ({ session_id: id, booking_id: bookingId }));
  });
}

function openAt(reading: Reading): object[] {
  const instants = new Set(listOf(reading.params[1]).map((start) => (start instanceof Date ? start.getTime() : NaN)));
  return rowsOf(reading, (session) => instants.has(session.time.start.getTime()));
}

function openBetween(reading: Reading): object[] {
  const [, from, to] = reading.params;
  if (!(from instanceof Date) || !(to instanceof Date)) throw new TypeError('sessions are looked for between two instants');
  return rowsOf(reading, ({ time }) => time.start >= from && time.start < to);
}

/** Sessions of the offering that take place, as they are sorted. */
function rowsOf(reading: Reading, isAsked: (session: Session) => boolean): object[] {
  const found = all(reading, sessions).filter((session) => session.offeringId === reading.params[0] && session.cancelled === undefined && isAsked(session));
  return found.toSorted((a, b) => a.time.start.getTime() - b.time.start.getTime() || (a.id < b.id ? -1 : 1)).map(rowOf);
}

const rowOf = ({ id, offeringId, time, capacity, numbered, waitingParty, free, takes, cancelled }: Session): object => ({
  id, offering_id: offeringId, starts: time.start, ends: time.end, time_zone: time.timeZone, local_start: time.localStart, local_end: time.localEnd,
  capacity, numbered: numbered ?? null, waiting_party: waitingParty ?? null, free: toMultirange(free), takes: takes ?? null, cancelled: cancelled ?? null,
});
