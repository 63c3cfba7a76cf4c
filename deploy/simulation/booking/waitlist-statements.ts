/** What booking's reads of waitlists mean in memory: entries, and which lists a booking concerns. */
import type { WaitlistEntry } from '../../../services/booking/domain/waitlist.ts';
import { all, idsIn, listOf, visible, type Reading, type Statement } from './reading.ts';
import { sessions, waitlists } from './stores.ts';

export const waitlistStatements: readonly Statement[] = [
  ['select w.*, coalesce(s.offering_id', foundEntries],
  ['select id as booking_id', listsConcerned],
  ['select distinct t.number', listsOfTimes],
  ['select * from waitlist_entry where session_id', waitingForTimes],
  ['select id from session where offering_id', sessionsWaitedFor],
];

interface Listed {
  /** Of an offering where they wait for times. */
  readonly sessionId: string;
  readonly entry: WaitlistEntry;
}

const entries = ({ tx, server }: Reading): readonly Listed[] =>
  visible(tx, waitlists.committed({ state: server }).claims).map(({ key, claim }) => ({ sessionId: key.id, entry: claim }));

/** Only ever asked for one entry by its id. */
function foundEntries(reading: Reading): object[] {
  const [id, listId, customerId] = reading.params;
  if (typeof id !== 'string' || listId !== undefined || customerId !== undefined) throw new TypeError('lists of waitlist entries have no meaning here yet');
  return entries(reading).filter(({ entry }) => entry.id === id).map((listed) => ({
    ...rowOf(listed), position: 0, offering_id: all(reading, sessions).find((session) => session.id === listed.sessionId)?.offeringId ?? listed.sessionId,
  }));
}

const rowOf = ({ sessionId, entry }: Listed): object => ({
  id: entry.id, session_id: sessionId, number: entry.number, party: entry.party, customer: entry.customer, trace_id: entry.traceId, status: entry.status,
  offer_expires: entry.offerExpires ?? null, history: entry.history, created_time: entry.joined,
  window_from: entry.window?.from ?? null, window_to: entry.window?.to ?? null, window_staff: entry.window?.staffId ?? null, window_minutes: entry.window?.durationMinutes ?? null,
});

const isWaitingForTimes = ({ entry: { status, window } }: Listed): boolean => status === 'waiting' && window !== undefined;

function waitingForTimes(reading: Reading): object[] {
  return entries(reading).filter((listed) => listed.sessionId === reading.params[0] && isWaitingForTimes(listed)).toSorted((a, b) => a.entry.number - b.entry.number).map(rowOf);
}

/** Of each time, by its number from 1, the lists of those who wait for some near it. */
function listsOfTimes(reading: Reading): object[] {
  const [froms, tos] = reading.params.map(listOf);
  const waiting = entries(reading).filter(isWaitingForTimes);
  return (froms ?? []).flatMap((from, index) => {
    const to = tos?.[index];
    if (!(from instanceof Date) || !(to instanceof Date)) return [];
    const near = waiting.filter(({ entry: { window } }) => window && window.to > from && window.from < to);
    return [...new Set(near.map(({ sessionId }) => sessionId))].map((id) => ({ number: index + 1, id }));
  });
}

function listsConcerned(reading: Reading): object[] {
  const [bookingIds, sessionIds] = [idsIn(reading.params), listOf(reading.params[1])];
  return [
    ...entries(reading).filter(({ entry }) => bookingIds.includes(entry.id) && entry.status === 'offered').map(({ sessionId, entry }) => ({ booking_id: entry.id, id: sessionId })),
    ...all(reading, sessions).filter(({ id, waitingParty }) => sessionIds.includes(id) && waitingParty !== undefined).map(({ id }) => ({ booking_id: null, id })),
  ];
}

function sessionsWaitedFor(reading: Reading): object[] {
  const [offeringId, start] = reading.params;
  return all(reading, sessions)
    .filter((session) => session.offeringId === offeringId && session.waitingParty !== undefined && start instanceof Date && session.time.start.getTime() === start.getTime())
    .map(({ id }) => ({ id }));
}
