/** Bookings as they reach booking's mailbox, already prepared, on keys that the benchmark chooses. */
import { create, toBinary } from '@bufbuild/protobuf';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { randomBytes } from 'node:crypto';
import { BookingService, CreateBookingRequestSchema, CreateBookingResponseSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { bookingActor } from '../../../services/booking/actors/booking.actor.ts';
import type { BookingTurn } from '../../../services/booking/actors/booking-turn.ts';
import { createCheckInTokens } from '../../../services/booking/check-in-token.ts';
import { createGlance } from '../../../services/booking/db/glance.ts';
import { bookingCode } from '../../../services/booking/domain/code.ts';
import type { Wanted, WantedPlace } from '../../../services/booking/domain/hold.ts';
import { timeFrom } from '../../../services/booking/domain/local-time.ts';
import type { Offering } from '../../../services/booking/domain/offering.ts';
import { bookingKey, calendarKey, sessionKey } from '../../../services/booking/keys.ts';
import { born } from '../../../services/runtime/actor/actor.ts';
import type { Submission } from '../../../services/runtime/actor/submission.ts';
import { newId } from '../../../services/runtime/ids.ts';
import { fullName } from '../../../services/runtime/rpc/handlers.ts';

const unused = (): never => {
  throw new TypeError('the benchmark prepares its commands itself');
};

/** The production actor; what it would ask other services for is given with each booking. */
export const benchActor = bookingActor({ profileOf: unused, offeringOf: unused, checkInTokens: createCheckInTokens(''), glance: createGlance() });

const METHOD = fullName(BookingService.method.createBooking);
const REQUEST = create(CreateBookingRequestSchema);

const offering = (id: string, kind: Offering['kind']): Offering => ({
  id, kind, title: 'Deep tissue massage', place: 'Rua da Prata 80, Lisbon', price: { minor: 6_500n, currency: 'EUR' }, durationMinutes: 15,
  timeZone: 'Europe/Lisbon', capacity: 1_000_000, paidOnline: true, holdMinutes: 15, freeCancellationHours: 24, published: true, variants: [], addOns: [],
});

/** A place of a session. */
export function sessionBooking(tenantId: string, sessionId: string, offeringId: string): Submission<never, never> {
  return booking(tenantId, offering(offeringId, 'event'), { kind: 'session', sessionId, partySize: 1 }, [sessionKey(sessionId)]);
}

/** A quarter of an hour of a calendar. */
export function calendarBooking(tenantId: string, calendarId: string, start: Date): Submission<never, never> {
  const time = timeFrom(start, 15, 'Europe/Lisbon');
  const place: WantedPlace = {
    kind: 'time', time, units: [{ ...time, candidates: [{ id: calendarId, kind: 'staff', name: 'Rita' }] }], day: { from: time.start, to: time.end }, staysWith: [],
  };
  return booking(tenantId, offering(newId(), 'appointment'), place, [calendarKey(calendarId)], { from: time.start, to: time.end });
}

type Keys = Submission['keys'];

function booking(tenantId: string, offered: Offering, place: WantedPlace, keys: Keys, window?: { readonly from: Date; readonly to: Date }): Submission<never, never> {
  const customerId = newId();
  const wanted: Wanted = {
    bookingId: newId(), claimId: newId(), code: bookingCode(randomBytes(8)), offering: offered, place,
    customer: { id: customerId, name: 'Ana Marques', email: 'ana@example.com', phone: '+351912345678' },
    expectedTotal: undefined, checkout: 'self', note: '', traceId: '', attribution: {},
  };
  const { createBooking } = benchActor.commands ?? {};
  if (!createBooking) throw new TypeError('the booking actor has no createBooking');
  const run = (turn: BookingTurn): Uint8Array =>
    toBinary(CreateBookingResponseSchema, create(CreateBookingResponseSchema, createBooking.turn(turn, REQUEST as never, { wanted } as never) as object));
  return {
    actor: benchActor,
    caller: { tenantId, subject: customerId, roles: ['user'] },
    method: METHOD,
    requestId: newId(),
    bodyHash: randomBytes(32),
    keys: [born(bookingKey(wanted.bookingId)), ...keys],
    ...(window && { window: { spans: [window], limits: [] } }),
    context: ROOT_CONTEXT,
    run,
  } as unknown as Submission<never, never>;
}
