/** How an offering can be booked: replaced as a whole, and only by rules that can be kept. Bookings stay as they are. */
import { ScheduleService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { heldOf } from '../../runtime/actor/state.ts';
import { invalidField } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { resourceKinds } from '../db/bookable-store.ts';
import { rulesStore } from '../db/rules-store.ts';
import type { BookingRules } from '../domain/rules.ts';
import { rulesRejection, type RulesContext } from '../domain/rules-check.ts';
import { rulesKey } from '../keys.ts';
import { findOffering, type OfferingSource } from '../queries/find-offering.ts';
import { fromRules, toRules } from '../schedule-mapping.ts';

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
          return { offering, kinds: await resourceKinds(view.db) };
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
