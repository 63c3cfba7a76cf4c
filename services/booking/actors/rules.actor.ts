/** How an offering can be booked: replaced as a whole, and only by rules that can be kept. Bookings stay as they are. */
import { ScheduleService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { heldOf } from '../../runtime/actor/state.ts';
import type { View } from '../../runtime/actor/types.ts';
import { invalidField } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { resourceKinds } from '../db/bookable-store.ts';
import { rulesStore } from '../db/rules-store.ts';
import { openSessions } from '../db/session-store.ts';
import type { Offering } from '../domain/offering.ts';
import type { BookingRules } from '../domain/rules.ts';
import { rulesRejection, type FullestTime, type RulesContext } from '../domain/rules-check.ts';
import { placesBooked } from '../domain/session.ts';
import { rulesKey } from '../keys.ts';
import { findOffering, type OfferingSource } from '../queries/find-offering.ts';
import { fromRules, toRules } from '../schedule-mapping.ts';

/** After any booking. */
const NO_END = new Date(Date.UTC(9999, 11, 31));

interface RulesSet {
  readonly type: 'rulesSet';
  readonly rules: BookingRules;
}

export const rulesActor = (source: OfferingSource) =>
  actor({
    name: 'rules',
    service: ScheduleService,
    state: {
      stores: { rules: rulesStore },
      compose: (parts) => heldOf<BookingRules>(parts, 'rules').value,
      decompose: (rules: BookingRules | undefined) => (rules ? [[rulesKey(rules.offeringId), rules]] : []),
    },
    behaviour: { initial: undefined, evolve: (_: BookingRules | undefined, event: RulesSet): BookingRules | undefined => event.rules },
    commands: {
      setBookingRules: {
        async prepare({ offeringId }, view): Promise<RulesContext> {
          const offering = await findOffering(view, fromTypeId('off', offeringId, 'offering_id'), source);
          const [kinds, fullest] = await Promise.all([resourceKinds(view.db), fullestTime(view, offering)]);
          return { offering, kinds, fullest };
        },
        route: ({ offeringId }) => [rulesKey(fromTypeId('off', offeringId, 'offering_id'))],
        turn(turn, { offeringId, rules: wanted, etag }, context: RulesContext) {
          if (!wanted) throw invalidField('rules', 'is required');
          const key = rulesKey(fromTypeId('off', offeringId, 'offering_id'));
          turn.expectEtag(key, etag);
          const rules = fromRules(key.id, wanted);
          const rejection = rulesRejection(rules, context);
          turn.apply(rejection ? { rejection } : { events: [{ type: 'rulesSet', rules }] });
          return { rules: toRules(rules, turn.version(key)) };
        },
      },
    },
  });

/** Of a class; for events the capacity is that of their sessions. */
async function fullestTime({ db, now }: Pick<View, 'db' | 'now'>, { id, kind }: Offering): Promise<FullestTime | undefined> {
  if (kind === 'event') return undefined;
  const times = (await openSessions(db, id, now, NO_END)).map((session) => ({ booked: placesBooked(session), start: session.time.start }));
  return times.toSorted((a, b) => b.booked - a.booked)[0];
}
