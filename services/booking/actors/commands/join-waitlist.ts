/** Puts a customer at the end of the list of a session that is full, or of an offering of which no time that would do is free. */
import type { TimeWindow as ProtoWindow } from '#proto/berth/booking/v1/waitlist_pb.ts';
import type { JoinWaitlistRequest } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import type { PrepareContext } from '../../../runtime/actor/types.ts';
import { Failure, invalidField, notFound, reject } from '../../../runtime/errors.ts';
import { fromTypeId, newId as randomId } from '../../../runtime/ids.ts';
import { offeringOfSession } from '../../db/session-store.ts';
import { openTimes } from '../../domain/availability/list.ts';
import { offersDuration } from '../../domain/availability/moment-rules.ts';
import { sessionOf } from '../../domain/offer.ts';
import type { Offering } from '../../domain/offering.ts';
import { entryOf, join, joinTimes, type Joining, type TimeWindow } from '../../domain/waitlist.ts';
import { offeringKey, sessionKey, waitlistKey } from '../../keys.ts';
import { loadQuestion } from '../../queries/availability-question.ts';
import { findCustomer } from '../../queries/find-customer.ts';
import { findOffering } from '../../queries/find-offering.ts';
import { spanOf } from '../../queries/list-slots.ts';
import type { HoldSources } from '../prepare-hold.ts';
import { offerLater, remindOfBegin, replyEntry, type WaitlistCommand } from '../waitlist-turn.ts';

interface JoinFacts {
  /** Absent for times. */
  readonly sessionId: string | undefined;
  readonly offering: Offering;
  readonly joining: Omit<Joining, 'published'>;
}

export const joinWaitlist = (sources: HoldSources): WaitlistCommand<'joinWaitlist', JoinFacts> => ({
  prepare: (request, view) => prepareJoin(request, view, sources),
  route: (_, { sessionId, offering }) => [waitlistKey(sessionId ?? offering.id), ...(sessionId === undefined ? [] : [sessionKey(sessionId)]), offeringKey(offering.id)],
  turn(turn, _, { sessionId, offering, joining }) {
    const session = sessionOf(turn.state);
    if (sessionId !== undefined && !session) throw notFound('session', sessionId);
    // An offer is made from booking's own copy, which may not have arrived yet.
    if (!turn.state.offering) turn.apply({ events: [{ type: 'offeringTold', offering }] });
    const { published } = turn.state.offering ?? offering;
    const wish = { ...joining, published };
    const { waitlist } = turn.apply(session ? join(turn.state.waitlist, session, wish, turn.now) : joinTimes(turn.state.waitlist, wish, turn.now));
    const entry = entryOf(waitlist, joining.customer.id);
    if (!entry) throw new TypeError('whoever joined is on the list');
    // A time may have become free since it was looked for.
    offerLater(turn);
    remindOfBegin(turn);
    return { entry: replyEntry(turn, entry.id, offering.id) };
  },
});

async function prepareJoin({ sessionId: id, partySize, times }: JoinWaitlistRequest, view: PrepareContext, sources: HoldSources): Promise<JoinFacts> {
  if ((id === '') === (times === undefined)) throw invalidField('session_id', 'or times must be given, and not both');
  const sessionId = times ? undefined : fromTypeId('ses', id, 'session_id');
  const offeringId = sessionId === undefined ? fromTypeId('off', times?.offeringId ?? '', 'times.offering_id') : await offeringOfSession(view.db, sessionId);
  if (offeringId === undefined) throw notFound('session', id);
  const [offering, customer] = await Promise.all([findOffering(view, offeringId, sources), findCustomer(view, sources)]);
  const { newId = randomId } = sources;
  const party = partySize || 1;
  const window = times && (await windowWithout(times, offering, party, view, sources));
  return { sessionId, offering, joining: { id: newId(), party, customer, traceId: view.traceId, window } };
}

/** The window that is named, when no time of it can be had. */
async function windowWithout(times: ProtoWindow, offering: Offering, party: number, view: PrepareContext, sources: HoldSources): Promise<TimeWindow> {
  if (offering.kind === 'event') throw invalidField('times.offering_id', 'must not be an event; wait for one of its sessions');
  const span = spanOf(times);
  const staffId = times.staffId === '' ? undefined : fromTypeId('stf', times.staffId, 'times.staff_id');
  const { durationMinutes } = times;
  const question = await loadQuestion(view, { offeringId: offering.id, span, durationMinutes, staffId }, sources);
  if (!offersDuration(question)) throw invalidField('times.duration_minutes', 'must be one of the durations in the booking rules of the offering');
  const { capacity } = question.rules;
  if (party > capacity) throw invalidField('party_size', `must be at most ${capacity}, the places of one time`);
  const free = openTimes(question, span.from.getTime(), span.to.getTime()).find(({ places }) => places >= party);
  if (free) throw new Failure(reject('PLACES_FREE', 'There is a time: book it instead.', { metadata: { start_time: new Date(free.start).toISOString() } }));
  return { ...span, staffId, durationMinutes };
}
