/** A booking service with an event and a member of staff, and customers to book them. */
import { create, type Message, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import pg from 'pg';
import { BookingState, type Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import { AvailabilityService, BookingService, ScheduleService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { type OfferingKind, OfferingSchema, OfferingState, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { CatalogService, GetOfferingResponseSchema, type GetOfferingRequest } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { OfferingChangedSchema } from '#proto/berth/catalog/v1/catalog_events_pb.ts';
import { PaymentAuthorizedSchema, PaymentSucceededSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import { PaymentState } from '#proto/berth/payment/v1/payment_pb.ts';
import { PayableKind } from '#proto/berth/type/v1/payable_pb.ts';
import { GetMeResponseSchema, UserService } from '#proto/berth/user/v1/user_service_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { Failure, notFound } from '../../runtime/errors.ts';
import { fromTypeId, newId, toTypeId } from '../../runtime/ids.ts';
import type { ServerCall } from '../../runtime/rpc/call.ts';
import type { TestDatabase } from '../../runtime/testing/database.ts';
import { startServiceHarness, type HarnessOptions, type Served, type ServiceHarness } from '../../runtime/testing/service-harness.ts';
import type { Overrides, RunningService } from '../../runtime/service.ts';
import { readBookingConfig } from '../config.ts';
import { startBooking } from '../service.ts';

/** Time that the test moves. */
export interface TestClock {
  now: Date;
}

export interface Stand<S extends Served = RunningService> extends AsyncDisposable {
  readonly harness: ServiceHarness<S>;
  readonly clock: TestClock;
  readonly tenantId: string;
  readonly admin: Caller;
  customer(): Caller;
  readonly bookings: ReturnType<typeof clientsOf>['bookings'];
  readonly schedules: ReturnType<typeof clientsOf>['schedules'];
  readonly availability: ReturnType<typeof clientsOf>['availability'];
  /** A new offering that the catalog knows. */
  offer(kind: OfferingKind, more?: OfferedAs): string;
  /** Tells booking of an offering as the catalog does; resolves when booking has its copy. */
  tell(offeringId: string): Promise<void>;
  /** A session of an event. */
  session(offeringId: string, capacity: number): Promise<string>;
}

const clientsOf = (harness: ServiceHarness<Served>) => ({
  bookings: harness.connect(BookingService),
  schedules: harness.connect(ScheduleService),
  availability: harness.connect(AvailabilityService),
});

/** What is not as usual about an offering. */
type OfferedAs = Partial<{ priceMinor: bigint; holdMinutes: number; paymentMode: PaymentMode }> & Pick<MessageInitShape<typeof OfferingSchema>, 'addOns' | 'variants'>;

export interface StandOptions extends Pick<HarnessOptions, 'env' | 'replicas'> {
  readonly overrides?: Overrides;
}

export function startStand({ overrides, ...options }: StandOptions = {}): Promise<Stand> {
  const clock: TestClock = { now: new Date('2027-03-01T09:00:00Z') };
  return startStandOf((env) => startBooking(readBookingConfig(env), { now: () => clock.now, ...overrides }), clock, options);
}

/** A stand whose service the caller starts, in this process or another one. */
export async function startStandOf<S extends Served>(
  start: (env: Readonly<Record<string, string>>) => Promise<S>, clock: TestClock, options: Omit<HarnessOptions, 'peers'> = {},
): Promise<Stand<S>> {
  const tenantId = newId();
  const offerings = new Map<string, ReturnType<typeof offering>>();
  const catalog = async ({ request }: ServerCall): Promise<Message> => {
    const { value = '' } = (request as GetOfferingRequest).offering;
    const found = offerings.get(value);
    if (!found) throw notFound('offering', value);
    return create(GetOfferingResponseSchema, { offering: found });
  };
  const user = async ({ caller }: ServerCall): Promise<Message> =>
    create(GetMeResponseSchema, { user: { id: toTypeId('usr', caller.subject), displayName: 'Ana', email: 'ana@example.com' } });
  const peers = { catalog: { services: [CatalogService], handle: catalog }, user: { services: [UserService], handle: user } };
  const harness = await startServiceHarness('booking', start, { ...options, peers });
  const admin: Caller = { tenantId, subject: newId(), roles: ['admin'] };
  const clients = clientsOf(harness);
  return {
    harness,
    clock,
    tenantId,
    admin,
    ...clients,
    customer: () => ({ tenantId, subject: newId(), roles: ['user'] }),
    offer(kind, more = {}) {
      const made = offering(kind, more);
      offerings.set(made.id, made);
      return made.id;
    },
    async tell(offeringId) {
      const told = offerings.get(offeringId);
      const key = fromTypeId('off', offeringId, 'id');
      await harness.publish({ source: 'catalog', schema: OfferingChangedSchema, payload: told ? { offering: told } : {}, tenantId, key, subject: offeringId, keyVersion: 1 });
      await untilRow(harness.files, 'select from offering where id = $1', [key]);
    },
    async session(offeringId, capacity) {
      const { sessions } = await clients.schedules.createSessions({ sessions: [{ offeringId, localStart: '2027-03-10T19:30', capacity }] }, { caller: admin });
      return sessions[0]?.id ?? '';
    },
    [Symbol.asyncDispose]: () => harness[Symbol.asyncDispose](),
  };
}

/** Resolves when the query finds a row, whoever it belongs to. */
export async function untilRow({ adminUrl, name }: TestDatabase, sql: string, params: readonly string[]): Promise<void> {
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    for (let found = 0; found === 0; ) found = (await client.query(sql, [...params])).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

function offering(kind: OfferingKind, { priceMinor = 4500n, holdMinutes = 15, paymentMode = PaymentMode.ONLINE, ...extras }: OfferedAs) {
  return create(OfferingSchema, {
    id: toTypeId('off', newId()),
    kind,
    title: 'Reef dive',
    price: { amountMinor: priceMinor, currencyCode: 'EUR' },
    durationMinutes: 60,
    timeZone: 'Europe/Lisbon',
    capacity: 8,
    paymentMode,
    holdMinutes,
    freeCancellationHours: 24,
    state: OfferingState.PUBLISHED,
    ...extras,
  });
}

/** What a payment event says about the payment of a booking. */
export const paymentOf = (booking: Booking, state: PaymentState, captured = 0n) => ({
  id: toTypeId('pay', fromTypeId('bkg', booking.id, 'id')),
  payable: { kind: PayableKind.BOOKING, id: booking.id },
  state,
  amount: { amountMinor: booking.total?.amountMinor ?? 0n, currencyCode: 'EUR' },
  captured: { amountMinor: captured, currencyCode: 'EUR' },
  provider: 'stripe',
  methodLabel: 'Visa •••• 4242',
});

/** Authorises and captures what a booking costs, as the payment service tells it; resolves when booking has confirmed it. */
export async function payFor(stand: Stand, caller: Caller, booking: Booking): Promise<Booking> {
  const key = fromTypeId('bkg', booking.id, 'id');
  const about = { source: 'payment', tenantId: stand.tenantId, key, subject: toTypeId('pay', key) };
  const authorized = { payment: paymentOf(booking, PaymentState.AUTHORIZED), fence: 1n };
  const succeeded = { payment: paymentOf(booking, PaymentState.SUCCEEDED, booking.total?.amountMinor), fence: 1n };
  await stand.harness.publish({ ...about, keyVersion: 1, schema: PaymentAuthorizedSchema, payload: authorized });
  await stand.harness.publish({ ...about, keyVersion: 2, schema: PaymentSucceededSchema, payload: succeeded });
  return bookingUntil(stand, caller, booking.id, ({ state }) => state === BookingState.CONFIRMED);
}

/** Reads a booking until `holds`; fails after ten seconds with what it was. */
export async function bookingUntil(stand: Stand, caller: Caller, id: string, holds: (booking: Booking) => boolean): Promise<Booking> {
  const signal = AbortSignal.timeout(10_000);
  let last: Booking | undefined;
  try {
    for await (const { booking } of stand.bookings.watchBooking({ bookingId: id }, { caller, signal })) {
      last = booking;
      if (booking && holds(booking)) return booking;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  throw new Error(`the booking stayed ${last ? `state ${last.state}: ${last.reason}` : 'unknown'}`);
}

/** The reason of the failure that the work ends in; `none` when it succeeds. */
export async function reasonOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'none';
  } catch (error) {
    return error instanceof Failure ? error.reason : String(error);
  }
}

export const startOf = (booking: Booking | undefined): Date => (booking?.time?.startTime ? timestampDate(booking.time.startTime) : new Date(0));
