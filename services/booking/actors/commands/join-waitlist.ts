/** Puts a customer at the end of the list of a session that is full. */
import type { JoinWaitlistRequest } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import type { PrepareContext } from '../../../runtime/actor/types.ts';
import { notFound } from '../../../runtime/errors.ts';
import { fromTypeId, newId as randomId } from '../../../runtime/ids.ts';
import { offeringOfSession } from '../../db/session-store.ts';
import { sessionOf } from '../../domain/offer.ts';
import type { Offering } from '../../domain/offering.ts';
import { entryOf, join, type Joining } from '../../domain/waitlist.ts';
import { offeringKey, sessionKey, waitlistKey } from '../../keys.ts';
import { findCustomer } from '../../queries/find-customer.ts';
import { findOffering } from '../../queries/find-offering.ts';
import type { HoldSources } from '../prepare-hold.ts';
import { offerLater, replyEntry, type WaitlistCommand } from '../waitlist-turn.ts';

interface JoinFacts {
  readonly sessionId: string;
  readonly offering: Offering;
  readonly joining: Omit<Joining, 'published'>;
}

export const joinWaitlist = (sources: HoldSources): WaitlistCommand<'joinWaitlist', JoinFacts> => ({
  prepare: (request, view) => prepareJoin(request, view, sources),
  route: (_, { sessionId, offering }) => [waitlistKey(sessionId), sessionKey(sessionId), offeringKey(offering.id)],
  turn(turn, { sessionId }, { offering, joining }) {
    const session = sessionOf(turn.state);
    if (!session) throw notFound('session', sessionId);
    // An offer is made from booking's own copy, which may not have arrived yet.
    if (!turn.state.offering) turn.apply({ events: [{ type: 'offeringTold', offering }] });
    const { published } = turn.state.offering ?? offering;
    const { waitlist } = turn.apply(join(turn.state.waitlist, session, { ...joining, published }, turn.now));
    const entry = entryOf(waitlist, joining.customer.id);
    if (!entry) throw new TypeError('whoever joined is on the list');
    offerLater(turn);
    return { entry: replyEntry(turn, entry.id, offering.id) };
  },
});

async function prepareJoin({ sessionId: id, partySize }: JoinWaitlistRequest, view: PrepareContext, sources: HoldSources): Promise<JoinFacts> {
  const sessionId = fromTypeId('ses', id, 'session_id');
  const offeringId = await offeringOfSession(view.db, sessionId);
  if (offeringId === undefined) throw notFound('session', id);
  const [offering, customer] = await Promise.all([findOffering(view, offeringId, sources), findCustomer(view, sources)]);
  const { newId = randomId } = sources;
  return { sessionId, offering, joining: { id: newId(), party: partySize || 1, customer, traceId: view.traceId } };
}
