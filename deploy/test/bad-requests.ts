/** Requests that are well-formed Protobuf and yet must be refused, with the refusal that each has coming. */
import type { JsonObject } from '@bufbuild/protobuf';
import { toTypeId, uuidOfTypeId } from '#runtime/ids.ts';
import type { TwoShops } from './two-shops.ts';

export type Who = 'nobody' | 'ana' | 'ben' | 'admin' | 'stranger' | 'strangersAdmin';

export interface BadRequest {
  readonly what: string;
  /** `Service/Method`. */
  readonly rpc: string;
  readonly as: Who;
  readonly request: (shops: TwoShops) => JsonObject;
  /** Code, reason and bad fields. */
  readonly refusal: string;
}

const bad = (what: string, rpc: string, as: Who, request: BadRequest['request'], refusal: string): BadRequest => ({ what, rpc, as, request, refusal });

const NUL = 'Ana\u0000Marques';
const LONG = 'x'.repeat(20_000);

/** The uuid inside an id, under another kind's prefix. */
const as = (prefix: 'bkg' | 'pay' | 'rcp' | 'off', id: string): string => toTypeId(prefix, uuidOfTypeId(id) ?? '');
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

const booking = ({ shop, session }: TwoShops, change: JsonObject = {}): JsonObject => ({ offeringId: shop.paid, sessionId: session, ...change });
const appointment = ({ shop }: TwoShops, slot: JsonObject, change: JsonObject = {}): JsonObject => ({ offeringId: shop.appointment, slot, ...change });
const series = ({ shop }: TwoShops, change: JsonObject = {}): JsonObject => ({ offeringId: shop.appointment, localStart: '2031-03-04T10:00', recurrence: 'FREQ=WEEKLY;COUNT=2', ...change });
const offering = (change: JsonObject = {}): JsonObject => ({
  offering: {
    kind: 'OFFERING_KIND_EVENT', title: 'Reef at dawn', categoryName: 'Dives', price: { amountMinor: '4500', currencyCode: 'EUR' }, durationMinutes: 60,
    timeZone: 'Europe/Lisbon', capacity: 8, paymentMode: 'PAYMENT_MODE_ONLINE', ...change,
  },
});
const staff = (change: JsonObject): JsonObject => ({ name: 'Rui', timeZone: 'Europe/Lisbon', weeklyHours: [{ dayOfWeek: 1, start: '09:00', end: '17:00' }], ...change });
const recurring = (offeringId: string, recurrence: string): JsonObject => ({ sessions: [{ offeringId, localStart: '2031-02-28T10:00', recurrence }] });
const room = (change: JsonObject = {}): JsonObject => ({ resource: { kind: 'room', name: 'Blue room', timeZone: 'Europe/Lisbon', ...change } });
const rules = (offeringId: string, change: JsonObject = {}): JsonObject => ({ offeringId, rules: { stepMinutes: 15, ...change } });
const account = (change: JsonObject): JsonObject => ({ email: 'eve@example.com', password: 'correct horse', displayName: 'Eve', ...change });

const CREATE = 'BookingService/CreateBooking';
const SOCIAL = 'SocialService/BeginSocialSignIn';
const NEVER_BEGUN: JsonObject = { provider: 'SOCIAL_PROVIDER_GOOGLE', state: 'made-up', browserSecret: 'made-up', code: 'made-up' };
const CANCEL = 'BookingService/CancelBooking';
const MOVE = 'BookingService/RescheduleBooking';
const NAMES = 'BookingService/UpdateAttendees';
const ENTER = 'BookingService/CheckIn';
const MISS = 'BookingService/MarkNoShow';
const STATISTICS = 'BookingService/GetBookingStatistics';
const MARCH = { fromDate: '2027-03-01', untilDate: '2027-03-31', timeZone: 'Europe/Lisbon' };
const WAIT = 'WaitlistService/JoinWaitlist';
const SERIES = 'BookingSeriesService/CreateBookingSeries';
const MOVE_SERIES = 'BookingSeriesService/RescheduleBookingSeries';
const END_SERIES = 'BookingSeriesService/CancelBookingSeries';
const END_SESSION = 'SessionService/CancelSession';
const SLOTS = 'AvailabilityService/ListSlots';
const SEARCH = 'CatalogService/SearchOfferings';
const OFFER = 'CatalogService/CreateOffering';
const HIRE = 'ScheduleService/CreateStaff';
const SESSIONS = 'ScheduleService/CreateSessions';
const CLOSE = 'ScheduleService/CreateClosure';
const RULE = 'ScheduleService/SetBookingRules';
const REGISTER = 'AuthService/Register';
const REFUND = 'PaymentService/RefundPayment';
const SET_ACCOUNT = 'PaymentAccountService/SetPaymentAccount';
const PROVIDER_KEYS: JsonObject = { publishableKey: 'pk_test_0123456789', secretKey: 'sk_test_0123456789' };
const INVALID = 'INVALID_ARGUMENT INVALID_REQUEST';

export const bookings: readonly BadRequest[] = [
  bad('nothing at all', CREATE, 'ana', () => ({}), `${INVALID} offering_id place`),
  bad('no place', CREATE, 'ana', ({ shop }) => ({ offeringId: shop.paid }), `${INVALID} place`),
  bad('an id of another kind', CREATE, 'ana', ({ shop, held }) => ({ offeringId: shop.paid, sessionId: held.id }), `${INVALID} session_id`),
  bad('an unknown offering', CREATE, 'ana', (shops) => booking(shops, { offeringId: shops.unknown('off') }), 'NOT_FOUND NOT_FOUND'),
  bad('an offering of another business', CREATE, 'ana', (shops) => booking(shops, { offeringId: shops.elsewhere.paid }), 'NOT_FOUND NOT_FOUND'),
  bad('an unknown date', CREATE, 'ana', (shops) => booking(shops, { sessionId: shops.unknown('ses') }), 'FAILED_PRECONDITION SLOT_NOT_OFFERED'),
  bad('a date of another offering', CREATE, 'ana', (shops) => booking(shops, { offeringId: shops.shop.free }), 'FAILED_PRECONDITION SLOT_NOT_OFFERED'),
  bad('a date of another business', CREATE, 'stranger', (shops) => booking(shops, { offeringId: shops.elsewhere.paid }), 'FAILED_PRECONDITION SLOT_NOT_OFFERED'),
  bad('to wait for nothing', WAIT, 'ana', () => ({}), 'INVALID_ARGUMENT INVALID_FIELD session_id'),
  bad('to wait for what is no session', WAIT, 'ana', ({ held }) => ({ sessionId: held.id }), `${INVALID} session_id`),
  bad('to wait for times without an end', WAIT, 'ana', ({ shop }) => ({ times: { offeringId: shop.free, fromTime: inDays(7) } }), `${INVALID} times.to_time`),
  bad('to wait for an unknown session', WAIT, 'ana', ({ unknown }) => ({ sessionId: unknown('ses') }), 'NOT_FOUND NOT_FOUND'),
  bad("to wait for a session of another business's", WAIT, 'stranger', ({ session }) => ({ sessionId: session }), 'NOT_FOUND NOT_FOUND'),
  bad('to wait while there are places', WAIT, 'ana', ({ session }) => ({ sessionId: session }), 'FAILED_PRECONDITION PLACES_FREE'),
  bad('a party beyond all bounds that waits', WAIT, 'ana', ({ session }) => ({ sessionId: session, partySize: 101 }), `${INVALID} party_size`),
  bad('to leave a list that one is not on', 'WaitlistService/LeaveWaitlist', 'ana', ({ unknown }) => ({ id: unknown('wtl') }), 'NOT_FOUND NOT_FOUND'),
  bad('to take an offer that there is not', 'WaitlistService/AcceptOffer', 'ana', ({ unknown }) => ({ id: unknown('wtl') }), 'NOT_FOUND NOT_FOUND'),
  bad('a list of a session and of times at once', 'WaitlistService/ListWaitlist', 'admin', ({ session, shop }) => ({ sessionId: session, offeringId: shop.paid }), 'INVALID_ARGUMENT INVALID_FIELD offering_id'),
  bad('a page of a waitlist that nobody gave', 'WaitlistService/ListWaitlist', 'ana', () => ({ pageToken: 'x' }), 'INVALID_ARGUMENT PAGE_TOKEN_MISMATCH page_token'),
  bad('a list of what is no session', 'WaitlistService/ListWaitlist', 'ana', ({ held }) => ({ sessionId: held.id }), `${INVALID} session_id`),
  bad('a series that never ends', SERIES, 'ana', (shops) => series(shops, { recurrence: 'FREQ=WEEKLY' }), 'INVALID_ARGUMENT INVALID_RECURRENCE recurrence'),
  bad('a series of one date', SERIES, 'ana', (shops) => series(shops, { recurrence: 'FREQ=WEEKLY;COUNT=1' }), 'INVALID_ARGUMENT INVALID_RECURRENCE recurrence'),
  bad('a series from a day that is none', SERIES, 'ana', (shops) => series(shops, { localStart: '2031-02-30T10:00' }), 'INVALID_ARGUMENT INVALID_FIELD local_start'),
  bad('a series when nobody works', SERIES, 'ana', (shops) => series(shops, { localStart: '2031-03-04T03:00' }), 'FAILED_PRECONDITION SERIES_CONFLICTS dates[0] dates[1]'),
  bad('a series of an offering of another business', SERIES, 'stranger', (shops) => series(shops), 'NOT_FOUND NOT_FOUND'),
  bad('a series that there is not', 'BookingSeriesService/GetBookingSeries', 'ana', ({ unknown }) => ({ id: unknown('srs') }), 'NOT_FOUND NOT_FOUND'),
  bad('to cancel a series that there is not', END_SERIES, 'ana', ({ unknown }) => ({ id: unknown('srs') }), 'NOT_FOUND NOT_FOUND'),
  bad('to cancel a series by the id of a booking', END_SERIES, 'ana', ({ held }) => ({ id: held.id }), `${INVALID} id`),
  bad('to move a series that there is not', MOVE_SERIES, 'ana', ({ unknown }) => ({ id: unknown('srs'), shiftDays: 7 }), 'NOT_FOUND NOT_FOUND'),
  bad('to move a series to no time of day', MOVE_SERIES, 'ana', ({ unknown }) => ({ id: unknown('srs'), localTime: '9:30' }), `${INVALID} local_time`),
  bad('to move a series beyond all bounds', MOVE_SERIES, 'ana', ({ unknown }) => ({ id: unknown('srs'), shiftDays: 367 }), `${INVALID} shift_days`),
  bad('to cancel a session without saying why', END_SESSION, 'admin', ({ session }) => ({ id: session }), `${INVALID} reason`),
  bad('to cancel a session of another business', END_SESSION, 'strangersAdmin', ({ session }) => ({ id: session, reason: 'Storm' }), 'NOT_FOUND NOT_FOUND'),
  bad('to cancel a session as a customer', END_SESSION, 'ana', ({ session }) => ({ id: session, reason: 'Storm' }), 'PERMISSION_DENIED ACCESS_DENIED'),
  bad('sessions of what is no offering', 'SessionService/ListEventSessions', 'admin', ({ session }) => ({ offeringId: session }), `${INVALID} offering_id`),
  bad('a page of sessions that nobody gave', 'SessionService/ListEventSessions', 'admin', () => ({ pageToken: 'x' }), 'INVALID_ARGUMENT PAGE_TOKEN_MISMATCH page_token'),
  bad('a stale price', CREATE, 'ana', (shops) => booking(shops, { expectedTotal: { amountMinor: '4400', currencyCode: 'EUR' } }), 'FAILED_PRECONDITION PRICE_CHANGED'),
  bad('the price in another currency', CREATE, 'ana', (shops) => booking(shops, { expectedTotal: { amountMinor: '4500', currencyCode: 'USD' } }), 'FAILED_PRECONDITION PRICE_CHANGED'),
  bad('a currency that is none', CREATE, 'ana', (shops) => booking(shops, { expectedTotal: { amountMinor: '4500', currencyCode: 'euro' } }), `${INVALID} expected_total.currency_code`),
  bad('more people than places', CREATE, 'ana', (shops) => booking(shops, { partySize: 9 }), 'FAILED_PRECONDITION SLOT_TAKEN'),
  bad('more people than allowed', CREATE, 'ana', (shops) => booking(shops, { partySize: 101 }), `${INVALID} party_size`),
  bad('fewer people than none', CREATE, 'ana', (shops) => booking(shops, { partySize: -1 }), `${INVALID} party_size`),
  bad('an unknown kind of checkout', CREATE, 'ana', (shops) => booking(shops, { checkout: 99 }), `${INVALID} checkout`),
  bad('a note beyond its length', CREATE, 'ana', (shops) => booking(shops, { note: LONG }), `${INVALID} note`),
  bad('a note with a NUL', CREATE, 'ana', (shops) => booking(shops, { note: NUL }), `${INVALID} note`),
  bad('a NUL far inside', CREATE, 'ana', (shops) => booking(shops, { attribution: { marketingConsent: true, utmSource: NUL } }), `${INVALID} attribution.utm_source`),
  bad('a past time', CREATE, 'ana', (shops) => appointment(shops, { startTime: inDays(-7).replace(/T.*/, 'T10:00:00Z') }), 'FAILED_PRECONDITION SLOT_IN_PAST'),
  bad('a time when nobody works', CREATE, 'ana', (shops) => appointment(shops, { startTime: inDays(7).replace(/T.*/, 'T03:00:00Z') }), 'FAILED_PRECONDITION SLOT_NOT_OFFERED'),
  bad('the first time of all', CREATE, 'ana', (shops) => appointment(shops, { startTime: '0001-01-01T00:00:00Z' }), 'FAILED_PRECONDITION SLOT_IN_PAST'),
  bad('the last time of all', CREATE, 'ana', (shops) => appointment(shops, { startTime: '9999-12-31T23:59:59Z' }), 'FAILED_PRECONDITION SLOT_NOT_OFFERED'),
  bad('no time', CREATE, 'ana', (shops) => appointment(shops, {}), `${INVALID} slot.start_time`),
  bad('two people for one chair', CREATE, 'ana', (shops) => appointment(shops, { startTime: inDays(7) }, { partySize: 2 }), 'INVALID_ARGUMENT INVALID_FIELD party_size'),
  bad('an extra that the offering does not have', CREATE, 'ana', (shops) => booking(shops, { addOns: [{ addOnId: shops.unknown('add') }] }), 'INVALID_ARGUMENT INVALID_FIELD add_ons[0].add_on_id'),
  bad('more of an extra than can be had', CREATE, 'ana', (shops) => booking(shops, { addOns: [{ addOnId: shops.unknown('add'), quantity: 21 }] }), `${INVALID} add_ons[0].quantity`),
  bad('an extra that is no extra', CREATE, 'ana', (shops) => booking(shops, { addOns: [{ addOnId: shops.shop.paid }] }), `${INVALID} add_ons[0].add_on_id`),
  bad('more extras than anybody carries', CREATE, 'ana', (shops) => booking(shops, { addOns: Array.from({ length: 21 }, () => ({ addOnId: shops.unknown('add') })) }), `${INVALID} add_ons`),
  bad('a variant that the offering does not have', CREATE, 'ana', (shops) => booking(shops, { variantId: shops.unknown('var') }), 'INVALID_ARGUMENT INVALID_FIELD variant_id'),
  bad('a slot of an event', CREATE, 'ana', ({ shop }) => ({ offeringId: shop.paid, slot: { startTime: inDays(7) } }), 'FAILED_PRECONDITION SLOT_NOT_OFFERED'),
  bad('a request id that cannot be one', CREATE, 'ana', (shops) => booking(shops, { requestId: 'schön' }), 'INVALID_ARGUMENT INVALID_FIELD request_id'),
  bad('a request id beyond its length', CREATE, 'ana', (shops) => booking(shops, { requestId: LONG }), 'INVALID_ARGUMENT INVALID_FIELD request_id'),
  bad('nobody', CREATE, 'nobody', (shops) => booking(shops), 'UNAUTHENTICATED SIGN_IN_REQUIRED'),

  bad('an id that is none', 'BookingService/GetBooking', 'ana', () => ({ id: 'bkg_1' }), `${INVALID} id`),
  bad('an id with a quote', 'BookingService/GetBooking', 'ana', () => ({ id: "bkg_' or 1=1 --" }), `${INVALID} id`),
  bad('an unknown booking', 'BookingService/GetBooking', 'ana', ({ unknown }) => ({ id: unknown('bkg') }), 'NOT_FOUND NOT_FOUND'),
  bad("another customer's booking", 'BookingService/GetBooking', 'ben', ({ held }) => ({ id: held.id }), 'NOT_FOUND NOT_FOUND'),
  bad("another business's booking", 'BookingService/GetBooking', 'strangersAdmin', ({ held }) => ({ id: held.id }), 'NOT_FOUND NOT_FOUND'),
  bad("another customer's checkout", 'BookingService/GetCheckout', 'ben', ({ held }) => ({ bookingId: held.id }), 'NOT_FOUND NOT_FOUND'),
  bad("another customer's history", 'BookingService/ListBookingHistory', 'ben', ({ held }) => ({ bookingId: held.id }), 'NOT_FOUND NOT_FOUND'),
  bad('to cancel an unknown booking', CANCEL, 'ana', ({ unknown }) => ({ id: unknown('bkg') }), 'NOT_FOUND NOT_FOUND'),
  bad("to cancel another customer's booking", CANCEL, 'ben', ({ held }) => ({ id: held.id }), 'NOT_FOUND NOT_FOUND'),
  bad("to cancel another business's booking", CANCEL, 'strangersAdmin', ({ held }) => ({ id: held.id }), 'NOT_FOUND NOT_FOUND'),
  bad('to cancel with an etag of long ago', CANCEL, 'ana', ({ held }) => ({ id: held.id, etag: '0' }), 'ABORTED ETAG_MISMATCH'),
  bad('to cancel with an etag that is none', CANCEL, 'ana', ({ held }) => ({ id: held.id, etag: "'; drop table" }), 'ABORTED ETAG_MISMATCH'),
  bad('to give more back as a customer', CANCEL, 'ana', ({ held }) => ({ id: held.id, reason: 'Please', refund: { amountMinor: '9900', currencyCode: 'EUR' } }), 'PERMISSION_DENIED REFUND_BY_STAFF_ONLY'),
  bad('to give back what nobody paid', CANCEL, 'admin', ({ held }) => ({ id: held.id, reason: 'Sorry', refund: { amountMinor: '1', currencyCode: 'EUR' } }), 'INVALID_ARGUMENT INVALID_REFUND refund'),
  bad('a reason with a NUL', CANCEL, 'ana', ({ held }) => ({ id: held.id, reason: NUL }), `${INVALID} reason`),

  bad('to move nowhere', MOVE, 'ana', ({ held }) => ({ id: held.id }), `${INVALID} place`),
  bad('to move to where it is', MOVE, 'ana', ({ held, session }) => ({ id: held.id, sessionId: session }), 'FAILED_PRECONDITION NOTHING_TO_MOVE'),
  bad('to move to an unknown date', MOVE, 'ana', ({ held, unknown }) => ({ id: held.id, sessionId: unknown('ses') }), 'FAILED_PRECONDITION SLOT_NOT_OFFERED'),
  bad('to move an event to an hour', MOVE, 'ana', ({ held }) => ({ id: held.id, slot: { startTime: inDays(7) } }), 'FAILED_PRECONDITION SLOT_NOT_OFFERED'),
  bad('to move an unknown booking', MOVE, 'ana', ({ session, unknown }) => ({ id: unknown('bkg'), sessionId: session }), 'NOT_FOUND NOT_FOUND'),
  bad("to move another customer's booking", MOVE, 'ben', ({ held, session }) => ({ id: held.id, sessionId: session }), 'NOT_FOUND NOT_FOUND'),
  bad("to move another business's booking", MOVE, 'strangersAdmin', ({ held, session }) => ({ id: held.id, sessionId: session }), 'NOT_FOUND NOT_FOUND'),
  bad('more time for an unknown booking', 'BookingService/ExtendHold', 'ana', ({ unknown }) => ({ id: unknown('bkg') }), 'NOT_FOUND NOT_FOUND'),
  bad("more time for another customer's booking", 'BookingService/ExtendHold', 'ben', ({ held }) => ({ id: held.id }), 'NOT_FOUND NOT_FOUND'),
  bad('somebody without a name', NAMES, 'ana', ({ held }) => ({ id: held.id, attendees: [{}] }), `${INVALID} attendees[0].name`),
  bad('an address that is none', NAMES, 'ana', ({ held }) => ({ id: held.id, attendees: [{ name: 'Rui', email: 'rui' }] }), `${INVALID} attendees[0].email`),
  bad('more names than places', NAMES, 'ana', ({ held }) => ({ id: held.id, attendees: Array.from({ length: 20 }, () => ({ name: 'Rui' })) }), 'INVALID_ARGUMENT TOO_MANY_ATTENDEES attendees'),
  bad("names in another customer's booking", NAMES, 'ben', ({ held }) => ({ id: held.id }), 'NOT_FOUND NOT_FOUND'),
  bad('a code for the door before the payment', 'BookingService/GetCheckInToken', 'ana', ({ held }) => ({ bookingId: held.id }), 'FAILED_PRECONDITION NOT_CONFIRMED'),
  bad("a code for another customer's booking", 'BookingService/GetCheckInToken', 'ben', ({ held }) => ({ bookingId: held.id }), 'NOT_FOUND NOT_FOUND'),
  bad('to check oneself in', ENTER, 'ana', ({ held }) => ({ bookingId: held.id }), 'PERMISSION_DENIED ACCESS_DENIED'),
  bad('to check in nobody', ENTER, 'admin', () => ({}), `${INVALID} by`),
  bad('a forged code', ENTER, 'admin', () => ({ token: 'A'.repeat(71) }), 'INVALID_ARGUMENT CHECK_IN_TOKEN_INVALID token'),
  bad('a code that is none', ENTER, 'admin', () => ({ token: NUL }), `${INVALID} token`),
  bad('to check in what is not paid', ENTER, 'admin', ({ held }) => ({ bookingId: held.id }), 'FAILED_PRECONDITION NOT_CONFIRMED'),
  bad("to check in at another business", ENTER, 'strangersAdmin', ({ held }) => ({ bookingId: held.id }), 'NOT_FOUND NOT_FOUND'),
  bad('a no-show by a customer', MISS, 'ana', ({ held }) => ({ id: held.id }), 'PERMISSION_DENIED ACCESS_DENIED'),
  bad('a no-show of what is not paid', MISS, 'admin', ({ held }) => ({ id: held.id }), 'FAILED_PRECONDITION NOT_CONFIRMED'),
  bad('a no-show at another business', MISS, 'strangersAdmin', ({ held }) => ({ id: held.id }), 'NOT_FOUND NOT_FOUND'),

  bad('statistics for a customer', STATISTICS, 'ana', () => ({ ...MARCH }), 'PERMISSION_DENIED ACCESS_DENIED'),
  bad('statistics of no dates', STATISTICS, 'admin', () => ({}), `${INVALID} from_date until_date time_zone`),
  bad('statistics of a date that does not exist', STATISTICS, 'admin', () => ({ ...MARCH, untilDate: '2027-02-30' }), 'INVALID_ARGUMENT INVALID_FIELD until_date'),
  bad('statistics backwards', STATISTICS, 'admin', () => ({ ...MARCH, untilDate: '2027-02-28' }), 'INVALID_ARGUMENT INVALID_FIELD until_date'),
  bad('statistics of two years', STATISTICS, 'admin', () => ({ ...MARCH, untilDate: '2029-03-01' }), 'INVALID_ARGUMENT INVALID_FIELD until_date'),
  bad('statistics on Mars', STATISTICS, 'admin', () => ({ ...MARCH, timeZone: 'Mars/Olympus' }), 'INVALID_ARGUMENT INVALID_FIELD time_zone'),

  bad('a negative page', 'BookingService/ListBookings', 'ana', () => ({ pageSize: -1 }), `${INVALID} page_size`),
  bad('a huge page', 'BookingService/ListBookings', 'ana', () => ({ pageSize: 201 }), `${INVALID} page_size`),
  bad('an unknown state', 'BookingService/ListBookings', 'ana', () => ({ states: [99] }), `${INVALID} states[0]`),
  bad('a page token that is none', 'BookingService/ListBookings', 'ana', () => ({ pageToken: 'next' }), 'INVALID_ARGUMENT PAGE_TOKEN_MISMATCH page_token'),
  bad('a forged page token', 'BookingService/ListBookings', 'ana', () => ({ pageToken: Buffer.from('[1,"AAAAAAAAAAAA","x"]').toString('base64url') }), 'INVALID_ARGUMENT PAGE_TOKEN_MISMATCH page_token'),
];

export const schedules: readonly BadRequest[] = [
  bad('no span', SLOTS, 'nobody', ({ shop }) => ({ offeringId: shop.paid }), `${INVALID} from_time to_time`),
  bad('a span that ends before it begins', SLOTS, 'nobody', ({ shop }) => ({ offeringId: shop.paid, fromTime: inDays(2), toTime: inDays(1) }), 'INVALID_ARGUMENT INVALID_FIELD to_time'),
  bad('a span of 63 days', SLOTS, 'nobody', ({ shop }) => ({ offeringId: shop.paid, fromTime: inDays(0), toTime: inDays(63) }), 'INVALID_ARGUMENT INVALID_FIELD to_time'),
  bad('times of an unknown offering', SLOTS, 'nobody', ({ unknown }) => ({ offeringId: unknown('off'), fromTime: inDays(0), toTime: inDays(1) }), 'NOT_FOUND NOT_FOUND'),
  bad('times with an extra that the offering does not have', SLOTS, 'nobody', ({ shop, unknown }) => ({ offeringId: shop.paid, fromTime: inDays(0), toTime: inDays(1), addOns: [{ addOnId: unknown('add') }] }), 'INVALID_ARGUMENT INVALID_FIELD add_ons[0].add_on_id'),
  bad('times of another business', SLOTS, 'stranger', ({ shop }) => ({ offeringId: shop.paid, fromTime: inDays(0), toTime: inDays(1) }), 'NOT_FOUND NOT_FOUND'),

  bad('sessions by a customer', 'ScheduleService/CreateSessions', 'ana', ({ shop }) => ({ sessions: [{ offeringId: shop.paid, localStart: '2030-01-01T10:00' }] }), 'PERMISSION_DENIED ACCESS_DENIED'),
  bad('no sessions', 'ScheduleService/CreateSessions', 'admin', () => ({ sessions: [] }), `${INVALID} sessions`),
  bad('a day that does not exist', 'ScheduleService/CreateSessions', 'admin', ({ shop }) => ({ sessions: [{ offeringId: shop.paid, localStart: '2031-02-29T10:00' }] }), 'INVALID_ARGUMENT INVALID_FIELD sessions[0].local_start'),
  bad('sessions of an unknown offering', 'ScheduleService/CreateSessions', 'admin', ({ unknown }) => ({ sessions: [{ offeringId: unknown('off'), localStart: '2031-02-28T10:00' }] }), 'NOT_FOUND NOT_FOUND'),
  bad('sessions of another business', 'ScheduleService/CreateSessions', 'strangersAdmin', ({ shop }) => ({ sessions: [{ offeringId: shop.paid, localStart: '2031-02-28T10:00' }] }), 'NOT_FOUND NOT_FOUND'),
  bad('sessions of an appointment', 'ScheduleService/CreateSessions', 'admin', ({ shop }) => ({ sessions: [{ offeringId: shop.appointment, localStart: '2031-02-28T10:00' }] }), 'INVALID_ARGUMENT INVALID_FIELD sessions[0].offering_id'),
  bad('a zone on Mars', HIRE, 'admin', () => staff({ timeZone: 'Mars/Olympus' }), 'INVALID_ARGUMENT INVALID_SCHEDULE time_zone'),
  bad('a ninth day of the week', HIRE, 'admin', () => staff({ weeklyHours: [{ dayOfWeek: 9, start: '09:00', end: '17:00' }] }), 'INVALID_ARGUMENT INVALID_SCHEDULE weekly_hours[0].day_of_week'),
  bad('hours that end before they begin', HIRE, 'admin', () => staff({ weeklyHours: [{ dayOfWeek: 1, start: '17:00', end: '09:00' }] }), 'INVALID_ARGUMENT INVALID_SCHEDULE weekly_hours[0].end'),
  bad('a name with a NUL', HIRE, 'admin', () => staff({ name: NUL }), `${INVALID} name`),
  bad('staff for an unknown offering', HIRE, 'admin', ({ unknown }) => staff({ offeringIds: [unknown('off')] }), 'NOT_FOUND NOT_FOUND'),
  bad('staff for another business', HIRE, 'strangersAdmin', ({ shop }) => staff({ offeringIds: [shop.appointment] }), 'NOT_FOUND NOT_FOUND'),
  bad('hours of unknown staff', 'ScheduleService/SetWeeklyHours', 'admin', ({ unknown }) => ({ staffId: unknown('stf') }), 'NOT_FOUND NOT_FOUND'),
  bad('hours that hold from after their end', HIRE, 'admin', () => staff({ weeklyHours: [{ dayOfWeek: 1, start: '09:00', end: '17:00', fromDate: '2031-02-02', untilDate: '2031-02-01' }] }), 'INVALID_ARGUMENT INVALID_SCHEDULE weekly_hours[0].until_date'),
  bad('hours that meet others on some date', HIRE, 'admin', () => staff({ weeklyHours: [{ dayOfWeek: 1, start: '09:00', end: '17:00', untilDate: '2031-02-02' }, { dayOfWeek: 1, start: '16:00', end: '18:00', fromDate: '2031-02-02' }] }), 'INVALID_ARGUMENT INVALID_SCHEDULE weekly_hours[1]'),
  bad('an update of unknown staff', 'ScheduleService/UpdateStaff', 'admin', ({ unknown }) => ({ id: unknown('stf'), staff: { name: 'Rui' }, updateMask: 'name' }), 'NOT_FOUND NOT_FOUND'),
  bad('single dates of unknown staff', 'ScheduleService/SetDateOverrides', 'admin', ({ unknown }) => ({ staffId: unknown('stf') }), 'NOT_FOUND NOT_FOUND'),
  bad('to delete unknown staff', 'ScheduleService/DeleteStaff', 'admin', ({ unknown }) => ({ id: unknown('stf') }), 'NOT_FOUND NOT_FOUND'),

  bad('a session that recurs without end', SESSIONS, 'admin', ({ shop }) => recurring(shop.paid, 'FREQ=WEEKLY'), 'INVALID_ARGUMENT INVALID_RECURRENCE sessions[0].recurrence'),
  bad('a session on every 30th of February', SESSIONS, 'admin', ({ shop }) => recurring(shop.paid, 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2'), 'INVALID_ARGUMENT INVALID_RECURRENCE sessions[0].recurrence'),
  bad('a session every second', SESSIONS, 'admin', ({ shop }) => recurring(shop.paid, 'FREQ=SECONDLY;COUNT=9'), 'INVALID_ARGUMENT INVALID_RECURRENCE sessions[0].recurrence'),
  bad('fewer places than are taken', 'ScheduleService/UpdateSession', 'admin', ({ session }) => ({ id: session, capacity: 1 }), 'FAILED_PRECONDITION CAPACITY_BELOW_BOOKED'),
  bad('another time for who has booked', 'ScheduleService/UpdateSession', 'admin', ({ session }) => ({ id: session, localStart: '2031-02-28T10:00' }), 'FAILED_PRECONDITION SESSION_HAS_BOOKINGS'),
  bad("a session of another business's", 'ScheduleService/UpdateSession', 'strangersAdmin', ({ session }) => ({ id: session, capacity: 9 }), 'NOT_FOUND NOT_FOUND'),

  bad('a room by a customer', 'ScheduleService/CreateResource', 'ana', () => room(), 'PERMISSION_DENIED ACCESS_DENIED'),
  bad('no room', 'ScheduleService/CreateResource', 'admin', () => ({}), `${INVALID} resource`),
  bad('a room whose kind is a sentence', 'ScheduleService/CreateResource', 'admin', () => room({ kind: 'A room!' }), `${INVALID} resource.kind`),
  bad('a room that is staff', 'ScheduleService/CreateResource', 'admin', () => room({ kind: 'staff' }), 'INVALID_ARGUMENT INVALID_SCHEDULE resource.kind'),
  bad('a room with two plans for a day', 'ScheduleService/CreateResource', 'admin', () => room({ dateOverrides: [{ date: '2031-02-28' }, { date: '2031-02-28' }] }), 'INVALID_ARGUMENT INVALID_SCHEDULE resource.date_overrides[1].date'),
  bad('an update of an unknown room', 'ScheduleService/UpdateResource', 'admin', ({ unknown }) => ({ id: unknown('rsc'), ...room(), updateMask: 'name' }), 'NOT_FOUND NOT_FOUND'),
  bad('to delete an unknown room', 'ScheduleService/DeleteResource', 'admin', ({ unknown }) => ({ id: unknown('rsc') }), 'NOT_FOUND NOT_FOUND'),
  bad('to close on a day that does not exist', CLOSE, 'admin', () => ({ fromDate: '2031-02-29', reason: 'Leap' }), 'INVALID_ARGUMENT INVALID_SCHEDULE from_date'),
  bad('to close backwards', CLOSE, 'admin', () => ({ fromDate: '2031-02-28', untilDate: '2031-02-27', reason: 'Back' }), 'INVALID_ARGUMENT INVALID_SCHEDULE until_date'),
  bad('to close without a word', CLOSE, 'admin', () => ({ fromDate: '2031-02-28' }), `${INVALID} reason`),
  bad('to open an unknown closure', 'ScheduleService/DeleteClosure', 'admin', ({ unknown }) => ({ id: unknown('cls') }), 'NOT_FOUND NOT_FOUND'),
  bad('closures from a day that does not exist', 'ScheduleService/ListClosures', 'nobody', () => ({ fromDate: '2031-02-29' }), 'INVALID_ARGUMENT INVALID_FIELD from_date'),
  bad('rooms of a kind that is a quote', 'ScheduleService/ListResources', 'nobody', () => ({ kind: "' or 1=1 --" }), `${INVALID} kind`),

  bad('rules by a customer', RULE, 'ana', ({ shop }) => rules(shop.appointment), 'PERMISSION_DENIED ACCESS_DENIED'),
  bad('rules of an unknown offering', RULE, 'admin', ({ unknown }) => rules(unknown('off')), 'NOT_FOUND NOT_FOUND'),
  bad('rules of another business', RULE, 'strangersAdmin', ({ shop }) => rules(shop.appointment), 'NOT_FOUND NOT_FOUND'),
  bad('a negative buffer', RULE, 'admin', ({ shop }) => rules(shop.appointment, { bufferBeforeMinutes: -1 }), `${INVALID} rules.buffer_before_minutes`),
  bad('a duration of nothing', RULE, 'admin', ({ shop }) => rules(shop.appointment, { durations: [0] }), 'INVALID_ARGUMENT INVALID_RULES rules.durations[0]'),
  bad('more back for cancelling later', RULE, 'admin', ({ shop }) => rules(shop.appointment, { cancellationTiers: [{ hoursBefore: 48, refundPercent: 50 }, { hoursBefore: 24, refundPercent: 60 }] }), 'INVALID_ARGUMENT INVALID_RULES rules.cancellation_tiers[1].refund_percent'),
  bad('more back than was paid', RULE, 'admin', ({ shop }) => rules(shop.appointment, { cancellationTiers: [{ hoursBefore: 48, refundPercent: 101 }] }), `${INVALID} rules.cancellation_tiers[0].refund_percent`),
  bad('a need of what there is none', RULE, 'admin', ({ shop }) => rules(shop.appointment, { needs: [{ kind: 'submarine', count: 1 }] }), 'INVALID_ARGUMENT INVALID_RULES rules.needs[0].kind'),
  bad('a limit without a period', RULE, 'admin', ({ shop }) => rules(shop.appointment, { perCustomer: { max: 1 } }), `${INVALID} rules.per_customer.period`),
  bad('rules based on a stale etag', RULE, 'admin', ({ shop }) => ({ ...rules(shop.appointment), etag: '99' }), 'ABORTED ETAG_MISMATCH'),
  bad('rules that an unknown offering has', 'ScheduleService/GetBookingRules', 'nobody', ({ unknown }) => ({ offeringId: unknown('off') }), 'NOT_FOUND NOT_FOUND'),
];

export const offerings: readonly BadRequest[] = [
  bad('a query with a NUL', SEARCH, 'nobody', () => ({ query: NUL }), `${INVALID} query`),
  bad('a query beyond its length', SEARCH, 'nobody', () => ({ query: LONG }), `${INVALID} query`),
  bad('a category that is none', SEARCH, 'nobody', () => ({ filter: { categoryIds: ['cat_1'] } }), 'INVALID_ARGUMENT INVALID_FIELD filter.category_ids[0]'),
  bad('a brand of another kind', SEARCH, 'nobody', ({ shop }) => ({ filter: { brandIds: [shop.paid] } }), 'INVALID_ARGUMENT INVALID_FIELD filter.brand_ids[0]'),
  bad('an unknown kind', SEARCH, 'nobody', () => ({ filter: { kinds: [99] } }), `${INVALID} filter.kinds[0]`),
  bad('a page token of a list', SEARCH, 'nobody', () => ({ pageToken: Buffer.from('[1,"AAAAAAAAAAAA","t",1,"u"]').toString('base64url') }), 'INVALID_ARGUMENT PAGE_TOKEN_MISMATCH page_token'),
  bad('a page token with a NUL', 'CatalogService/ListOfferings', 'nobody', () => ({ pageToken: '\u0000' }), `${INVALID} page_token`),
  bad('a negative page', 'CatalogService/ListOfferings', 'nobody', () => ({ pageSize: -1 }), `${INVALID} page_size`),
  bad('an unknown offering', 'CatalogService/GetOffering', 'nobody', ({ unknown }) => ({ id: unknown('off') }), 'NOT_FOUND NOT_FOUND'),
  bad('an offering of another business', 'CatalogService/GetOffering', 'stranger', ({ shop }) => ({ id: shop.paid }), 'NOT_FOUND NOT_FOUND'),
  bad('a slug with a NUL', 'CatalogService/GetOffering', 'nobody', () => ({ slug: 'a\u0000' }), `${INVALID} slug`),

  bad('an offering by a customer', OFFER, 'ana', () => offering(), 'PERMISSION_DENIED ACCESS_DENIED'),
  bad('no offering', OFFER, 'admin', () => ({}), `${INVALID} offering`),
  bad('a kind that is none', OFFER, 'admin', () => offering({ kind: 99 }), `${INVALID} offering.kind`),
  bad('a title with a NUL', OFFER, 'admin', () => offering({ title: NUL }), `${INVALID} offering.title`),
  bad('a tag with a NUL', OFFER, 'admin', () => offering({ tags: ['reef', NUL] }), `${INVALID} offering.tags[1]`),
  bad('a title of signs', OFFER, 'admin', () => offering({ title: '🤿🤿' }), 'INVALID_ARGUMENT INVALID_OFFERING offering.title'),
  bad('the largest price of 64 bits', OFFER, 'admin', () => offering({ price: { amountMinor: '9223372036854775807', currencyCode: 'EUR' } }), 'INVALID_ARGUMENT INVALID_OFFERING offering.price.amount_minor'),
  bad('a negative price', OFFER, 'admin', () => offering({ price: { amountMinor: '-1', currencyCode: 'EUR' } }), 'INVALID_ARGUMENT INVALID_OFFERING offering.price.amount_minor'),
  bad('a currency of nowhere', OFFER, 'admin', () => offering({ price: { amountMinor: '1', currencyCode: 'ZZZ' } }), 'INVALID_ARGUMENT INVALID_OFFERING offering.price.currency_code'),
  bad('a mask of unknown fields', 'CatalogService/UpdateOffering', 'admin', ({ shop }) => ({ id: shop.paid, offering: {}, updateMask: 'colour' }), 'INVALID_ARGUMENT INVALID_OFFERING update_mask'),
  bad('an update that leaves no title', 'CatalogService/UpdateOffering', 'admin', ({ shop }) => ({ id: shop.paid, offering: {}, updateMask: 'title' }), 'INVALID_ARGUMENT INVALID_OFFERING offering.title'),
  bad('an update of an unknown offering', 'CatalogService/UpdateOffering', 'admin', ({ unknown }) => ({ id: unknown('off'), offering: { title: 'Mine' }, updateMask: 'title' }), 'NOT_FOUND NOT_FOUND'),
  bad("an update of another business's offering", 'CatalogService/UpdateOffering', 'strangersAdmin', ({ shop }) => ({ id: shop.paid, offering: { title: 'Mine' }, updateMask: 'title' }), 'NOT_FOUND NOT_FOUND'),
  bad('an update based on a stale etag', 'CatalogService/UpdateOffering', 'admin', ({ shop }) => ({ id: shop.paid, offering: { title: 'Mine' }, updateMask: 'title', etag: '99' }), 'ABORTED ETAG_MISMATCH'),
  bad("to archive another business's offering", 'CatalogService/ArchiveOffering', 'strangersAdmin', ({ shop }) => ({ id: shop.paid }), 'NOT_FOUND NOT_FOUND'),
];

export const people: readonly BadRequest[] = [
  bad('no account', REGISTER, 'nobody', () => ({}), `${INVALID} email password display_name`),
  bad('an address that is none', REGISTER, 'nobody', () => account({ email: 'eve at example' }), `${INVALID} email`),
  bad('an address with a NUL', REGISTER, 'nobody', () => account({ email: 'eve\u0000@example.com' }), `${INVALID} email`),
  bad('a name with a NUL', REGISTER, 'nobody', () => account({ displayName: NUL }), `${INVALID} display_name`),
  bad('a password too short', REGISTER, 'nobody', () => account({ password: 'short' }), `${INVALID} password`),
  bad('a password that everybody has', REGISTER, 'nobody', () => account({ password: 'Password123' }), 'INVALID_ARGUMENT PASSWORD_TOO_COMMON password'),
  bad('a phone number that is none', REGISTER, 'nobody', () => account({ phoneNumber: 'call me' }), `${INVALID} phone_number`),
  bad('a taken address', REGISTER, 'nobody', ({ shop }) => account({ email: shop.admin.email }), 'ALREADY_EXISTS EMAIL_TAKEN'),
  bad('a wrong password', 'AuthService/SignIn', 'nobody', ({ shop }) => ({ email: shop.admin.email, password: 'Admin1234!' }), 'UNAUTHENTICATED WRONG_CREDENTIALS'),
  bad('a password with a NUL', 'AuthService/SignIn', 'nobody', ({ shop }) => ({ email: shop.admin.email, password: NUL }), `${INVALID} password`),
  bad('an unknown address', 'AuthService/SignIn', 'nobody', () => ({ email: 'nobody@example.com', password: 'Admin123!' }), 'UNAUTHENTICATED WRONG_CREDENTIALS'),
  bad('a forged refresh token', 'AuthService/RefreshSession', 'nobody', () => ({ refreshToken: 'a.b.cccccccccccccccccccccc' }), 'UNAUTHENTICATED SESSION_ENDED'),
  bad('a forged link to an address', 'AccountService/VerifyEmail', 'ana', ({ unknown }) => ({ token: `${unknown('lnk')}.1.cccccccccccccccccccccc` }), 'FAILED_PRECONDITION LINK_INVALID'),
  bad('a forged link to a password', 'AccountService/ResetPassword', 'nobody', ({ unknown }) => ({ token: `${unknown('lnk')}.1.cccccccccccccccccccccc`, newPassword: 'another horse' }), 'FAILED_PRECONDITION LINK_INVALID'),
  bad('a new password too short', 'AccountService/ResetPassword', 'nobody', ({ unknown }) => ({ token: `${unknown('lnk')}.1.cccccccccccccccccccccc`, newPassword: 'short' }), `${INVALID} new_password`),
  bad('a code that is none', 'SecondFactorService/ConfirmTotp', 'ana', () => ({ code: '12345' }), `${INVALID} code`),
  bad('no code to turn it off', 'SecondFactorService/RemoveTotp', 'ana', () => ({ password: 'correct horse' }), `${INVALID} code`),
  bad('a second factor of nobody', 'SecondFactorService/GetSecondFactor', 'nobody', () => ({}), 'UNAUTHENTICATED SIGN_IN_REQUIRED'),
  bad('a passkey that is none', 'PasskeyService/FinishPasskeySignIn', 'nobody', () => ({ responseJson: '{}' }), 'UNAUTHENTICATED PASSKEY_REFUSED'),
  bad('a new passkey that is none', 'PasskeyService/FinishPasskeyRegistration', 'ana', () => ({ name: 'Phone', responseJson: 'null' }), 'FAILED_PRECONDITION PASSKEY_REFUSED'),
  bad('an unknown passkey', 'PasskeyService/RemovePasskey', 'ana', ({ unknown }) => ({ id: unknown('psk') }), 'NOT_FOUND NOT_FOUND'),
  bad('a provider that is none', SOCIAL, 'nobody', () => ({ pageOrigin: 'http://127.0.0.1:8080' }), `${INVALID} provider`),
  bad('a page that is not ours', SOCIAL, 'nobody', () => ({ provider: 'SOCIAL_PROVIDER_GOOGLE', pageOrigin: 'https://evil.example' }), 'INVALID_ARGUMENT INVALID_FIELD page_origin'),
  bad('a sign-in that nobody began', 'SocialService/FinishSocialSignIn', 'nobody', () => ({ return: NEVER_BEGUN }), 'FAILED_PRECONDITION SOCIAL_STATE_INVALID'),
  bad('nothing that came back', 'SocialService/FinishSocialSignIn', 'nobody', () => ({}), `${INVALID} return`),
  bad('a link that nobody began', 'SocialService/LinkIdentity', 'ana', () => ({ return: NEVER_BEGUN }), 'FAILED_PRECONDITION SOCIAL_STATE_INVALID'),
  bad('an unknown linked account', 'SocialService/UnlinkIdentity', 'ana', ({ unknown }) => ({ id: unknown('lid') }), 'NOT_FOUND NOT_FOUND'),
  bad('linked accounts of nobody', 'SocialService/ListLinkedIdentities', 'nobody', () => ({}), 'UNAUTHENTICATED SIGN_IN_REQUIRED'),
  bad('a session that is none', 'AccountService/RevokeSession', 'ana', () => ({ id: 'sid_1' }), `${INVALID} id`),
  bad('an unknown session', 'AccountService/RevokeSession', 'ana', ({ unknown }) => ({ id: unknown('sid') }), 'NOT_FOUND NOT_FOUND'),
  bad('another password that everybody has', 'AccountService/ChangePassword', 'ana', () => ({ currentPassword: 'correct horse', newPassword: 'Password123' }), 'INVALID_ARGUMENT PASSWORD_TOO_COMMON new_password'),
  bad('a link for an address that is none', 'AccountService/RequestPasswordReset', 'nobody', () => ({ email: 'eve' }), `${INVALID} email`),
  bad('a link to prove nobody', 'AccountService/RequestEmailVerification', 'nobody', () => ({}), 'UNAUTHENTICATED SIGN_IN_REQUIRED'),
  bad('an unknown business', 'TenantService/GetTenant', 'nobody', () => ({ slug: 'no-such-shop' }), 'NOT_FOUND NOT_FOUND'),
  bad('new signing keys, by an administrator', 'SigningKeyService/RotateSigningKey', 'admin', () => ({}), 'PERMISSION_DENIED ACCESS_DENIED'),
  bad('no signing keys any more, by an administrator', 'SigningKeyService/RevokeSigningKeys', 'admin', () => ({}), 'PERMISSION_DENIED ACCESS_DENIED'),
  bad('a slug that is none', 'TenantService/GetTenant', 'nobody', () => ({ slug: '../etc' }), `${INVALID} slug`),
  bad('a new business by an administrator', 'TenantService/CreateTenant', 'admin', () => ({ slug: 'mine', name: 'Mine' }), 'PERMISSION_DENIED ACCESS_DENIED'),
  bad('a forged page token', 'TenantService/ListTenants', 'nobody', () => ({ pageToken: 'AAAA' }), 'INVALID_ARGUMENT PAGE_TOKEN_MISMATCH page_token'),
];

export const moneyAndPapers: readonly BadRequest[] = [
  bad('an account at the provider, by a customer', SET_ACCOUNT, 'ana', () => PROVIDER_KEYS, 'PERMISSION_DENIED ACCESS_DENIED'),
  bad('a secret key that is none', SET_ACCOUNT, 'admin', () => ({ ...PROVIDER_KEYS, secretKey: 'pk_test_0123456789' }), `${INVALID} secret_key`),
  bad('a secret key that the provider does not know', SET_ACCOUNT, 'admin', () => PROVIDER_KEYS, 'INVALID_ARGUMENT SECRET_KEY_REFUSED secret_key'),
  bad('keys of two modes', SET_ACCOUNT, 'admin', () => ({ ...PROVIDER_KEYS, publishableKey: 'pk_live_0123456789' }), 'INVALID_ARGUMENT KEYS_OF_TWO_MODES publishable_key'),
  bad('three webhook secrets', SET_ACCOUNT, 'admin', () => ({ ...PROVIDER_KEYS, webhookSecrets: Array<string>(3).fill('whsec_0123456789') }), `${INVALID} webhook_secrets`),
  bad('no account to remove', 'PaymentAccountService/RemovePaymentAccount', 'admin', () => ({}), 'NOT_FOUND NOT_FOUND'),
  bad('an unknown payment', 'PaymentService/GetPayment', 'ana', ({ unknown }) => ({ id: unknown('pay') }), 'NOT_FOUND NOT_FOUND'),
  bad('a booking as a payment', 'PaymentService/GetPayment', 'ana', ({ held }) => ({ id: held.id }), `${INVALID} id`),
  bad("a booking's number as a payment's", 'PaymentService/GetPayment', 'ana', ({ held }) => ({ id: as('pay', held.id) }), 'NOT_FOUND NOT_FOUND'),
  bad("another customer's payment", 'PaymentService/GetPayment', 'ben', ({ payment }) => ({ id: payment }), 'NOT_FOUND NOT_FOUND'),
  bad("another business's payment", 'PaymentService/GetPayment', 'strangersAdmin', ({ payment }) => ({ id: payment }), 'NOT_FOUND NOT_FOUND'),
  bad('a refund by a customer', REFUND, 'ana', ({ payment }) => ({ id: payment }), 'PERMISSION_DENIED ACCESS_DENIED'),
  bad("a refund of another business's payment", REFUND, 'strangersAdmin', ({ payment }) => ({ id: payment }), 'NOT_FOUND NOT_FOUND'),
  bad('a refund of nothing', REFUND, 'admin', ({ payment }) => ({ id: payment, amount: { amountMinor: '0', currencyCode: 'EUR' } }), 'INVALID_ARGUMENT INVALID_FIELD amount.amount_minor'),
  bad('a negative refund', REFUND, 'admin', ({ payment }) => ({ id: payment, amount: { amountMinor: '-4500', currencyCode: 'EUR' } }), 'INVALID_ARGUMENT INVALID_FIELD amount.amount_minor'),
  bad('a refund of more than was paid', REFUND, 'admin', ({ payment }) => ({ id: payment, amount: { amountMinor: '9223372036854775807', currencyCode: 'EUR' } }), 'FAILED_PRECONDITION REFUND_TOO_LARGE'),
  bad('a refund in another currency', REFUND, 'admin', ({ payment }) => ({ id: payment, amount: { amountMinor: '4500', currencyCode: 'JPY' } }), 'INVALID_ARGUMENT INVALID_FIELD amount.currency_code'),
  bad('an unknown receipt', 'ReceiptService/GetReceipt', 'ana', ({ unknown }) => ({ id: unknown('rcp') }), 'NOT_FOUND NOT_FOUND'),
  bad("another customer's receipt", 'ReceiptService/GetReceipt', 'ben', ({ paid }) => ({ id: paid.receiptId }), 'NOT_FOUND NOT_FOUND'),
  bad("another customer's PDF", 'ReceiptService/DownloadReceipt', 'ben', ({ paid }) => ({ id: paid.receiptId }), 'NOT_FOUND NOT_FOUND'),
  bad("another business's PDF", 'ReceiptService/DownloadReceipt', 'strangersAdmin', ({ paid }) => ({ id: paid.receiptId }), 'NOT_FOUND NOT_FOUND'),
  bad("another customer's mails", 'NotificationService/ListNotifications', 'ben', ({ paid }) => ({ bookingId: paid.id }), 'NOT_FOUND NOT_FOUND'),
  bad("another business's mails", 'NotificationService/ListNotifications', 'strangersAdmin', ({ paid }) => ({ bookingId: paid.id }), 'NOT_FOUND NOT_FOUND'),
  bad('tracked events by a customer', 'IntegrationService/ListTrackedEvents', 'ana', ({ paid }) => ({ bookingId: paid.id }), 'PERMISSION_DENIED ACCESS_DENIED'),
  bad('a trace id that is none', 'TraceService/GetTrace', 'ana', () => ({ traceId: 'xyz' }), `${INVALID} trace_id`),
  bad("another customer's trace", 'TraceService/GetTrace', 'ben', ({ paid }) => ({ traceId: paid.traceId }), 'NOT_FOUND NOT_FOUND'),
  bad("another business's trace", 'TraceService/GetTrace', 'strangersAdmin', ({ paid }) => ({ traceId: paid.traceId }), 'NOT_FOUND NOT_FOUND'),
];
