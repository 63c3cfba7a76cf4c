/** Gathers what a hold needs to know before it queues: offering, place, customer. */
import { randomBytes as cryptoBytes } from 'node:crypto';
import { CheckoutKind } from '#proto/berth/booking/v1/booking_pb.ts';
import type { CreateBookingRequest } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { PrepareContext } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import { fromTypeId, newId as randomId, type NewId } from '../../runtime/ids.ts';
import type { Glance, Glanced } from '../db/glance.ts';
import { refuseCrowd } from '../domain/attendees.ts';
import type { Attendee } from '../domain/booking.ts';
import { bookingCode } from '../domain/code.ts';
import { soldOut, type Wanted } from '../domain/hold.ts';
import { extraMinutesOf } from '../domain/lines.ts';
import type { Offering } from '../domain/offering.ts';
import { fromAttendees, fromAttribution, fromChoices, fromMoney } from '../mapping.ts';
import { chosenOf } from '../queries/availability-question.ts';
import { findCustomer, type CustomerSource } from '../queries/find-customer.ts';
import { findOffering, type OfferingSource } from '../queries/find-offering.ts';
import { wantedPlace } from './wanted-place.ts';

/** Ids of other than the usual origin, in simulation. */
export interface IdSource {
  readonly newId?: NewId;
}

/** Where the facts come from besides booking's own database. */
export interface HoldSources extends OfferingSource, CustomerSource, IdSource {
  /** As ids. */
  readonly randomBytes?: (size: number) => Uint8Array;
  /** A look at the tables that settles repeats and what is sold out, without a turn. */
  readonly glance: Glance;
}

/** What to hold, or the booking that the same request made before. */
export type HoldFacts = { readonly wanted: Wanted } | { readonly made: string };

export async function prepareHold(request: CreateBookingRequest, view: PrepareContext, sources: HoldSources): Promise<HoldFacts> {
  const sessionId = request.place.case === 'sessionId' ? fromTypeId('ses', request.place.value, 'session_id') : undefined;
  const [offering, glanced] = await Promise.all([
    findOffering(view, fromTypeId('off', request.offeringId, 'offering_id'), sources),
    sources.glance.at(view, sessionId),
  ]);
  if (glanced.made !== undefined) return { made: glanced.made };
  refuseSoldOut(glanced.session, offering, request.partySize || 1);
  const selection = chosenOf(offering, fromChoices(request));
  const customer = await findCustomer(view, sources);
  const wanted: Wanted = {
    ...newIds(sources),
    offering,
    selection,
    place: await wantedPlace(request, { offering, extraMinutes: extraMinutesOf(offering, selection), date: glanced.session }, view),
    customer,
    expectedTotal: request.expectedTotal && fromMoney(request.expectedTotal),
    checkout: request.checkout === CheckoutKind.CART ? 'cart' : 'self',
    note: request.note,
    traceId: view.traceId,
    attribution: fromAttribution(request.attribution),
    attendees: namedIn(request),
  };
  return { wanted };
}

/** Names for a booking that is about to be made. */
export const newIds = ({ newId = randomId, randomBytes = cryptoBytes }: Pick<HoldSources, 'newId' | 'randomBytes'>): Pick<Wanted, 'bookingId' | 'claimId' | 'code'> => ({
  bookingId: newId(), claimId: newId(), code: bookingCode(randomBytes(8)),
});

/** In a rush nearly all come too late: they are told so by a read, without a turn or a call. What is free here may be gone in the turn, which decides. */
function refuseSoldOut(session: Glanced['session'], offering: Offering, party: number): void {
  if (session && session.offeringId === offering.id && session.places < party) throw new Failure(soldOut(session.places));
}

/** Who is to come along; throws when they are more than the places. */
export function namedIn({ attendees, partySize }: Pick<CreateBookingRequest, 'attendees' | 'partySize'>): readonly Attendee[] {
  const named = fromAttendees(attendees);
  const crowd = refuseCrowd(named, partySize || 1);
  if (crowd) throw new Failure(crowd);
  return named;
}
