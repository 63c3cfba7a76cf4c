/** The payment service: payments through Stripe, its webhooks, refunds, and the ledger of all of it. */
import { PaymentAccountService } from '#proto/berth/payment/v1/payment_account_service_pb.ts';
import { PaymentService } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { reader } from '../runtime/actor/actor.ts';
import type { Query } from '../runtime/db/query.ts';
import { createKeyring } from '../runtime/secrets/keyring.ts';
import { createRuntime, startService, type Overrides, type RunningService } from '../runtime/service.ts';
import { createActingAdministrators } from './acting-administrator.ts';
import { paymentAccountActor } from './actors/payment-account.actor.ts';
import { paymentActor } from './actors/payment.actor.ts';
import type { PaymentConfig } from './config.ts';
import { findActiveAccount } from './db/payment-account-store.ts';
import { personalData } from './db/personal-data.ts';
import { resealAccounts } from './db/reseal-accounts.ts';
import { cancelIntentRunner } from './effects/cancel-intent.ts';
import { captureIntentRunner } from './effects/capture-intent.ts';
import { createIntentRunner } from './effects/create-intent.ts';
import { createRefundRunner } from './effects/create-refund.ts';
import { lookUpRunner } from './effects/look-up.ts';
import { getPaymentAccount } from './queries/get-payment-account.ts';
import { getPayment } from './queries/get-payment.ts';
import { getPaymentSession } from './queries/get-payment-session.ts';
import { bookingCancelled } from './reactions/booking-cancelled.ts';
import { bookingClaimRejected } from './reactions/booking-claim-rejected.ts';
import { bookingClaimed } from './reactions/booking-claimed.ts';
import { bookingCreated } from './reactions/booking-created.ts';
import { bookingExpired } from './reactions/booking-expired.ts';
import { createRouteToPayment } from './reactions/route-to-payment.ts';
import { accountSealer, createStripeAccounts, PLATFORM_ACCOUNT } from './stripe/accounts.ts';
import { accountOfKey } from './stripe/credentials.ts';

export async function startPayment({ runtime: settings, userAddress, stripe, encryptionKeys, graceMinutes }: PaymentConfig, overrides: Overrides = {}): Promise<RunningService> {
  const runtime = createRuntime('payment', settings, overrides);
  const keyring = createKeyring(encryptionKeys);
  const sealer = accountSealer(keyring);
  await using outside = new AsyncDisposableStack();
  const administrators = outside.use(createActingAdministrators(runtime, userAddress));
  const service = await startService(runtime, {
    migrations: new URL('./db/migrations/', import.meta.url),
    entities: [],
    personalData,
    async parts({ database }) {
      const { apiOf, endpointOf } = outside.use(createStripeAccounts({ platform: stripe, keyring, database, tracer: runtime.telemetry.tracer }));
      await resealAccounts(database.relay, sealer, runtime.logger);
      const refused = (reason: string, account: string): void => runtime.logger.warn({ reason, account }, 'a webhook of stripe was turned away');
      const payments = paymentActor({ endpointOf, refused }, administrators);
      const accountOfTenantKey = (secretKey: string): Promise<string> => accountOfKey({ ...stripe, secretKey });
      const accountOf = async (read: Query): Promise<string> => (await findActiveAccount(read))?.account.id ?? PLATFORM_ACCOUNT;
      const toPayment = createRouteToPayment();
      return {
        actors: [payments, paymentAccountActor({ sealer, accountOfKey: accountOfTenantKey, administrators })],
        readers: [
          reader({ service: PaymentService, queries: { getPayment, getPaymentSession: getPaymentSession(stripe.publishableKey) } }),
          reader({ service: PaymentAccountService, queries: { getPaymentAccount } }),
        ],
        reactions: [
          bookingCreated(payments, accountOf),
          bookingClaimed(payments),
          bookingClaimRejected(payments),
          bookingCancelled(payments, toPayment),
          bookingExpired(payments, toPayment, graceMinutes),
        ],
        effects: [createIntentRunner(apiOf), captureIntentRunner(apiOf), cancelIntentRunner(apiOf), createRefundRunner(apiOf), lookUpRunner(apiOf)],
      };
    },
  });
  // Disposed before what it calls.
  outside.use(service);
  const owned = outside.move();
  return { ...service, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
