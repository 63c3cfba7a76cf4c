/** The payment service: payments through Stripe, its webhooks, refunds, and the ledger of all of it. */
import { PaymentService } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { reader } from '../runtime/actor/actor.ts';
import { createRuntime, startService, type Overrides, type RunningService } from '../runtime/service.ts';
import { paymentActor } from './actors/payment.actor.ts';
import type { PaymentConfig } from './config.ts';
import { personalData } from './db/personal-data.ts';
import { cancelIntentRunner } from './effects/cancel-intent.ts';
import { captureIntentRunner } from './effects/capture-intent.ts';
import { createIntentRunner } from './effects/create-intent.ts';
import { createRefundRunner } from './effects/create-refund.ts';
import { lookUpRunner } from './effects/look-up.ts';
import { getPayment } from './queries/get-payment.ts';
import { getPaymentSession } from './queries/get-payment-session.ts';
import { bookingCancelled } from './reactions/booking-cancelled.ts';
import { bookingClaimRejected } from './reactions/booking-claim-rejected.ts';
import { bookingClaimed } from './reactions/booking-claimed.ts';
import { bookingCreated } from './reactions/booking-created.ts';
import { bookingExpired } from './reactions/booking-expired.ts';
import { createStripeApi } from './stripe/api.ts';

/** The platform's own account at the provider; tenants' accounts come with their credentials. */
const ACCOUNT = 'platform';

export async function startPayment({ runtime: settings, stripe, graceMinutes }: PaymentConfig, overrides: Overrides = {}): Promise<RunningService> {
  const runtime = createRuntime('payment', settings, overrides);
  const api = createStripeApi(stripe, runtime.telemetry.tracer);
  const payments = paymentActor({
    account: ACCOUNT,
    secrets: stripe.webhookSecret.split(',').map((secret) => secret.trim()),
    refused: (reason) => runtime.logger.warn({ reason }, 'a webhook of stripe was turned away'),
  });
  const service = await startService(runtime, {
    migrations: new URL('./db/migrations/', import.meta.url),
    entities: [],
    personalData,
    actors: [payments],
    readers: [reader({ service: PaymentService, queries: { getPayment, getPaymentSession: getPaymentSession(stripe.publishableKey) } })],
    reactions: [
      bookingCreated(payments, ACCOUNT),
      bookingClaimed(payments),
      bookingClaimRejected(payments),
      bookingCancelled(payments),
      bookingExpired(payments, graceMinutes),
    ],
    effects: [createIntentRunner(api), captureIntentRunner(api), cancelIntentRunner(api), createRefundRunner(api), lookUpRunner(api)],
  });
  return {
    ...service,
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      api[Symbol.dispose]();
    },
  };
}
