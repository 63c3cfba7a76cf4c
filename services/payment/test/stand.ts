/** The payment service between real Postgres, real NATS and the Stripe sandbox; the booking service is played by the tests. */
import { setTimeout as delay } from 'node:timers/promises';
import type { DescMessage, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import type Stripe from 'stripe';
import { BookingCreatedSchema } from '#proto/berth/booking/v1/booking_events_pb.ts';
import { type BookingSchema, CheckoutKind } from '#proto/berth/booking/v1/booking_pb.ts';
import { PaymentCreatedSchema } from '#proto/berth/payment/v1/payment_events_pb.ts';
import type { Payment } from '#proto/berth/payment/v1/payment_pb.ts';
import { PaymentService } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { json } from '../../../deploy/dev/sandbox/http/exchange.ts';
import { listen } from '../../../deploy/dev/sandbox/http/listen.ts';
import { startStripeSandbox, type StripeSandbox } from '../../../deploy/dev/sandbox/stripe/sandbox.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import { newId, toTypeId } from '../../runtime/ids.ts';
import type { ClientOf } from '../../runtime/rpc/client.ts';
import { type EventBench, openEventBench } from '../../runtime/testing/event-bench.ts';
import { testNatsUrl } from '../../runtime/testing/nats.ts';
import { type ServiceHarness, startServiceHarness } from '../../runtime/testing/service-harness.ts';
import { readPaymentConfig } from '../config.ts';
import { createSdk } from '../stripe/api.ts';
import { startPayment } from '../service.ts';
import { type PlayedUsers, playUsers } from './user-service.ts';

export const SECRET = 'whsec_paymenttests';
export const PLATFORM: Caller = { tenantId: '00000000-0000-7000-8000-000000000000', subject: 'service:gateway', roles: ['service'] };
export const SECRET_KEY = 'sk_test_paymenttests';

export interface Stand extends AsyncDisposable {
  readonly sandbox: StripeSandbox;
  /** The merchant's SDK, for playing the customer's browser. */
  readonly stripe: Stripe;
  readonly bench: EventBench;
  readonly harness: ServiceHarness;
  readonly payments: ClientOf<typeof PaymentService.method>;
  readonly users: PlayedUsers;
  /** Where webhooks come in, as at the gateway: `<url>/webhooks/stripe/<account>`. */
  readonly door: string;
  /** Moves the service's clock on. */
  advance(minutes: number): void;
}

/** `apiBase`: another Stripe than the stand's own sandbox. */
export async function openStand({ apiBase }: { readonly apiBase?: string } = {}): Promise<Stand> {
  await using stack = new AsyncDisposableStack();
  const bench = stack.use(await openEventBench(await testNatsUrl()));
  const sandbox = stack.use(await startStripeSandbox());
  const settings = {
    STRIPE_SECRET_KEY: SECRET_KEY, STRIPE_PUBLISHABLE_KEY: 'pk_test_paymenttests', STRIPE_API_BASE: apiBase ?? sandbox.url,
    STRIPE_WEBHOOK_SECRET: `whsec_beforerotation, ${SECRET}`, PAYMENT_GRACE_MINUTES: '30',
  };
  const users = playUsers();
  let ahead = 0;
  const now = (): Date => new Date(Date.now() + ahead);
  const harness = stack.use(await startServiceHarness('payment', (env) => startPayment(readPaymentConfig(env), { now }), { env: settings, peers: { user: users } }));
  const payments = harness.connect(PaymentService);
  const door = stack.use(await openDoor(payments));
  sandbox.webhooks.register({ url: `${door.url}/webhooks/stripe`, secret: SECRET });
  const owned = stack.move();
  return {
    sandbox,
    stripe: createSdk({ secretKey: SECRET_KEY, apiBase: sandbox.url }),
    bench,
    harness,
    payments,
    users,
    door: door.url,
    advance: (minutes) => void (ahead += minutes * 60_000),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** The gateway's webhook route: bytes and headers go on as they came, 2xx after the answer. */
const openDoor = (payments: Stand['payments']) =>
  listen('webhook door', async ({ url, headers, body }) => {
    const [, , , account = 'platform'] = url.pathname.split('/');
    const named = Object.entries(headers).map(([name, value]) => ({ name, value: String(value) }));
    try {
      const { duplicate } = await payments.ingestWebhook({ provider: 'stripe', account, headers: named, body }, { caller: PLATFORM });
      return json(200, { duplicate });
    } catch (error) {
      return json(error instanceof Failure && error.code === 'INVALID_ARGUMENT' ? 400 : 503, {});
    }
  }, {});

/** A booking of a tenant of its own, and what its service would say about it. */
export interface Held {
  readonly tenantId: string;
  readonly customer: Caller;
  readonly booking: MessageInitShape<typeof BookingSchema> & { readonly id: string };
  /** Publishes the booking's next event. */
  say<D extends DescMessage>(schema: D, payload: MessageInitShape<D>): Promise<{ again(): Promise<void> }>;
  /** The first event of this kind about this booking's payment; waits for it. */
  hears<D extends DescMessage>(schema: D): Promise<MessageShape<D>>;
}

export function holdPlace({ bench }: Stand, minor = 4_500n, tenantId = newId()): Held {
  const customer: Caller = { tenantId, subject: newId(), roles: ['user'] };
  const booking = {
    id: toTypeId('bkg', newId()),
    customer: { id: toTypeId('usr', customer.subject), name: 'Zoë', email: 'zoe@example.com' },
    total: { amountMinor: minor, currencyCode: 'EUR' },
    hold: { fence: 7n },
    checkout: CheckoutKind.SELF,
  };
  let version = 0;
  return {
    tenantId,
    customer,
    booking,
    say(schema, payload) {
      version += 1;
      return bench.publish(schema, { source: 'booking', tenantId, key: booking.id, version }, payload);
    },
    hears: (schema) => bench.seen(schema, (event) => paymentIn(event)?.payable?.id === booking.id),
  };
}

const paymentIn = (event: object): Payment | undefined => ('payment' in event ? (event.payment as Payment) : undefined);

/** A held place whose payment the customer can make. */
export async function payable(stand: Stand, minor?: bigint, tenantId?: string): Promise<Held & { readonly payment: Payment }> {
  const held = holdPlace(stand, minor, tenantId);
  await held.say(BookingCreatedSchema, { booking: held.booking, paymentRequired: true });
  const { payment } = await held.hears(PaymentCreatedSchema);
  if (!payment) throw new Error('payment.created without a payment');
  return { ...held, payment };
}

/** The customer pays with one of the test cards; a declined card rejects. */
export const pay = ({ stripe }: Stand, { payment }: { readonly payment: Payment }, card = 'pm_card_visa'): Promise<Stripe.PaymentIntent> =>
  stripe.paymentIntents.confirm(payment.providerReference, { payment_method: card });

/** Rows of the service's database, of all tenants; waits until there is at least one. */
export async function rowsOf<R extends object = Record<string, unknown>>({ harness }: Stand, sql: string, params: readonly unknown[] = []): Promise<R[]> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    const rows = await harness.service.database.relay.run<R>(sql, params);
    if (rows.length > 0) return rows;
    if (performance.now() > deadline) throw new Error(`no rows within 20 s: ${sql}`);
    await delay(20);
  }
}
