/** What booking's reads of waitlists mean in memory: entries, and which lists a booking concerns. */
import type { WaitlistEntry } from '../../../services/booking/domain/waitlist.ts';
import { all, idsIn, listOf, visible, type Reading, type Statement } from './reading.ts';
import { sessions, waitlists } from './stores.ts';

export const waitlistStatements: readonly Statement[] = [
  ['select w.*, coalesce(s.offering_id', foundEntries],
  ['select id as booking_id', listsConcerned],
  // Nobody waits for times with staff in the simulation.
  ['select distinct t.number', () => []],
  ['select id from session where offering_id', sessionsWaitedFor],
];

interface Listed {
  readonly sessionId: string;
  readonly entry: WaitlistEntry;
}

const entries = ({ tx, server }: Reading): readonly Listed[] =>
  visible(tx, waitlists.committed({ state: server }).claims).map(({ key, claim }) => ({ sessionId: key.id, entry: claim }));

/** Only ever asked for one entry by its id. */
function foundEntries(reading: Reading): object[] {
  const [id, sessionId, customerId] = reading.params;
  if (typeof id !== 'string' || sessionId !== undefined || customerId !== undefined) throw new TypeError('lists of waitlist entries have no meaning here yet');
  return entries(reading).filter(({ entry }) => entry.id === id).map(({ sessionId: of, entry }) => ({
    id, session_id: of, number: entry.number, party: entry.party, customer: entry.customer, trace_id: entry.traceId, status: entry.status,
    offer_expires: entry.offerExpires ?? null, history: entry.history, created_time: entry.joined, position: 0,
    offering_id: all(reading, sessions).find((session) => session.id === of)?.offeringId,
  }));
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
