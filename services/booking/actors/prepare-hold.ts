/** Gathers what a hold needs to know before it queues: offering, place, customer. */
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { randomBytes as cryptoBytes } from 'node:crypto';
import { CheckoutKind } from '#proto/berth/booking/v1/booking_pb.ts';
import type { CreateBookingRequest } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { User } from '#proto/berth/user/v1/user_pb.ts';
import type { Caller, View } from '../../runtime/actor/types.ts';
import { invalidField } from '../../runtime/errors.ts';
import { fromTypeId, newId as randomId, type NewId } from '../../runtime/ids.ts';
import { money } from '../../runtime/money.ts';
import { loadStaffOf } from '../db/staff-store.ts';
import type { Customer } from '../domain/booking.ts';
import { bookingCode } from '../domain/code.ts';
import type { Wanted, WantedPlace } from '../domain/hold.ts';
import { timeFrom } from '../domain/local-time.ts';
import type { Offering } from '../domain/offering.ts';
import { workingAt } from '../domain/slots.ts';
import { fromAttribution } from '../mapping.ts';
import { findOffering, type OfferingSource } from '../queries/find-offering.ts';

/** Where the facts come from besides booking's own database. */
export interface HoldSources extends OfferingSource {
  /** The profile of the person on whose behalf the call is made. */
  profileOf(caller: Caller, signal: AbortSignal): Promise<User>;
  /** Ids and random bytes of other than the usual origin, in simulation. */
  readonly newId?: NewId;
  readonly randomBytes?: (size: number) => Uint8Array;
}

export interface HoldFacts {
  readonly wanted: Wanted;
}

export async function prepareHold(request: CreateBookingRequest, view: View, sources: HoldSources): Promise<HoldFacts> {
  const [offering, profile] = await Promise.all([
    findOffering(view, fromTypeId('off', request.offeringId, 'offering_id'), sources),
    sources.profileOf(view.caller, view.signal),
  ]);
  const { newId = randomId, randomBytes = cryptoBytes } = sources;
  const wanted: Wanted = {
    bookingId: newId(),
    claimId: newId(),
    code: bookingCode(randomBytes(8)),
    offering,
    place: await wantedPlace(request, offering, view),
    customer: toCustomer(profile),
    expectedTotal: request.expectedTotal && money(request.expectedTotal.amountMinor, request.expectedTotal.currencyCode),
    checkout: request.checkout === CheckoutKind.CART ? 'cart' : 'self',
    note: request.note,
    traceId: view.traceId,
    attribution: fromAttribution(request.attribution),
  };
  return { wanted };
}

const toCustomer = ({ id, displayName, email, phoneNumber }: User): Customer => ({
  id: fromTypeId('usr', id, 'user.id'),
  name: displayName,
  email,
  phone: phoneNumber,
});

async function wantedPlace({ place, partySize }: CreateBookingRequest, offering: Offering, view: View): Promise<WantedPlace> {
  if (place.case === 'sessionId') {
    return { kind: 'session', sessionId: fromTypeId('ses', place.value, 'session_id'), partySize: partySize || 1 };
  }
  if (place.case !== 'slot' || !place.value.startTime) throw invalidField('slot.start_time', 'is required');
  if (partySize > 1) throw invalidField('party_size', 'must be 1 for a time with staff');
  const start = timestampDate(place.value.startTime);
  const staff = workingAt(offering, await loadStaffOf(view.db, offering.id), start);
  const asked = place.value.staffId === '' ? undefined : fromTypeId('stf', place.value.staffId, 'slot.staff_id');
  const candidates = staff.filter(({ id }) => asked === undefined || id === asked).map(({ id, name }) => ({ id, name }));
  return { kind: 'staff', time: timeFrom(start, Math.max(1, offering.durationMinutes), offering.timeZone), candidates };
}
