/** The waitlist of a session, or of an offering's times: places that become free are held for whoever is first and fits, one booking a turn, so that nobody is passed over. */
import { WaitlistCancelledSchema, WaitlistOfferedSchema } from '#proto/berth/booking/v1/waitlist_events_pb.ts';
import { WaitlistService } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { actor } from '../../runtime/actor/actor.ts';
import { partsOf, toParts } from '../../runtime/actor/state.ts';
import type { Part, Published } from '../../runtime/actor/types.ts';
import { toTypeId } from '../../runtime/ids.ts';
import { bookingStore } from '../db/booking-store.ts';
import { calendarStore } from '../db/calendar-store.ts';
import { offeringStore } from '../db/offering-store.ts';
import { rulesStore } from '../db/rules-store.ts';
import { sessionStore } from '../db/session-store.ts';
import { waitlistStore } from '../db/waitlist-store.ts';
import { emptyState, type Booking } from '../domain/booking.ts';
import { evolve } from '../domain/evolve.ts';
import type { Offering } from '../domain/offering.ts';
import { evolveOffer, sessionOf, type OfferEvent, type WaitlistState } from '../domain/offer.ts';
import type { Calendar, Session } from '../domain/place.ts';
import type { BookingRules } from '../domain/rules.ts';
import type { Waitlist } from '../domain/waitlist.ts';
import { bookingKey, offeringKey, rulesKey, sessionKey, waitlistKey } from '../keys.ts';
import { toBooking, toSession } from '../mapping.ts';
import { toEntry } from '../waitlist-mapping.ts';
import { bookingReminders } from './booking-reminders.ts';
import { COMPLETE, EXPIRE } from './booking-turn.ts';
import { acceptOffer } from './commands/accept-offer.ts';
import { joinWaitlist } from './commands/join-waitlist.ts';
import { leaveWaitlist } from './commands/leave-waitlist.ts';
import type { HoldSources } from './prepare-hold.ts';
import { publish as publishBooking } from './publish.ts';
import { ownStep } from './steps.ts';
import { endWaits, OFFER, offerFoundTime, offerPlaces, OVER, type WaitlistTurn } from './waitlist-turn.ts';

const nobody: Waitlist = { id: '', entries: [] };
const empty: WaitlistState = { ...emptyState, waitlist: nobody, offering: undefined, rules: undefined, lists: [] };

export type WaitlistActor = ReturnType<typeof waitlistActor>;

export const waitlistActor = (sources: HoldSources) =>
  actor({
    name: 'waitlist',
    service: WaitlistService,
    state: {
      stores: { waitlist: waitlistStore, session: sessionStore, booking: bookingStore, offering: offeringStore, rules: rulesStore, calendar: calendarStore },
      compose: (parts): WaitlistState => ({
        waitlist: waitlistIn(parts),
        lists: parts.flatMap(([{ type, id }]) => (type === 'waitlist' ? [id] : [])),
        offering: partsOf<Offering>(parts, 'offering').values().next().value,
        rules: partsOf<BookingRules>(parts, 'rules').values().next().value,
        booking: partsOf<Booking>(parts, 'booking').values().next().value,
        sessions: partsOf<Session>(parts, 'session'),
        calendars: partsOf<Calendar>(parts, 'calendar'),
      }),
      decompose: ({ waitlist, offering, rules, booking, sessions, calendars }: WaitlistState) => [
        ...(waitlist.entries.length > 0 ? [[waitlistKey(waitlist.id), waitlist] as const] : []),
        ...(offering ? [[offeringKey(offering.id), offering] as const] : []),
        ...(rules ? [[rulesKey(rules.offeringId), rules] as const] : []),
        ...(booking ? [[bookingKey(booking.id), booking] as const] : []),
        ...toParts('session', sessions),
        ...toParts('calendar', calendars),
      ],
    },
    behaviour: { initial: empty, evolve: evolveState },
    publish,
    commands: { joinWaitlist: joinWaitlist(sources), leaveWaitlist, acceptOffer },
    // The booking that an offer holds ends and is completed like any other.
    reminders: {
      [EXPIRE]: (turn: WaitlistTurn) => bookingReminders[EXPIRE](turn),
      [COMPLETE]: (turn: WaitlistTurn) => bookingReminders[COMPLETE](turn),
      [OFFER]: offerPlaces,
      [OVER]: endWaits,
    },
    outcomes: { findTime: offerFoundTime },
  });

function waitlistIn(parts: readonly Part[]): Waitlist {
  const key = parts.find(([{ type }]) => type === 'waitlist')?.[0];
  return partsOf<Waitlist>(parts, 'waitlist').values().next().value ?? { ...nobody, id: key?.id ?? '' };
}

function evolveState(state: WaitlistState, event: OfferEvent): WaitlistState {
  switch (event.type) {
    case 'joined':
    case 'offered':
    case 'entryEnded':
      return evolveOffer(state, event);
    case 'offeringTold':
      return { ...state, offering: event.offering };
    default:
      return { ...state, ...ownStep(evolve(state, event), event) };
  }
}

function publish(event: OfferEvent, state: WaitlistState): Published | undefined {
  switch (event.type) {
    case 'joined':
    case 'offeringTold':
      return undefined;
    case 'entryEnded':
      return publishCancelled(event.entryId, state);
    case 'offered': {
      const { booking } = state;
      if (!booking) throw new TypeError('an offer holds a booking');
      const payload = {
        booking: toBooking(booking, 0n, event.act.time),
        entryId: toTypeId('wtl', event.entryId),
        expireTime: timestampFromDate(event.expires),
        paymentRequired: booking.paymentRequired,
      };
      return { key: bookingKey(booking.id), subject: toTypeId('bkg', booking.id), schema: WaitlistOfferedSchema, payload };
    }
    default:
      return publishBooking(event, state);
  }
}

/** Of a session that does not take place, whoever waited is told; who had an offer is told of the booking that it was. */
function publishCancelled(entryId: string, state: WaitlistState): Published | undefined {
  const { waitlist, offering } = state;
  const session = sessionOf(state);
  const entry = waitlist.entries.find(({ id }) => id === entryId);
  if (!session?.cancelled || entry?.status !== 'expired' || entry.offerExpires) return undefined;
  const payload = {
    entry: toEntry({ entry, sessionId: session.id, offeringId: session.offeringId, position: 0 }),
    session: toSession(session, 0n),
    title: offering?.title ?? '',
    place: offering?.place ?? '',
  };
  return { key: sessionKey(session.id), subject: toTypeId('ses', session.id), schema: WaitlistCancelledSchema, payload };
}
