/** The payment service as it is, on stores in memory and a simulated provider. */
import { PaymentService } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { reader } from '#runtime/actor/actor.ts';
import type { SimulatedProcess } from '#runtime/testing/simulation/process.ts';
import { paymentActor } from '../../../services/payment/actors/payment.actor.ts';
import { cancelIntentRunner } from '../../../services/payment/effects/cancel-intent.ts';
import { captureIntentRunner } from '../../../services/payment/effects/capture-intent.ts';
import { createIntentRunner } from '../../../services/payment/effects/create-intent.ts';
import { createRefundRunner } from '../../../services/payment/effects/create-refund.ts';
import { lookUpRunner } from '../../../services/payment/effects/look-up.ts';
import { getPayment } from '../../../services/payment/queries/get-payment.ts';
import { getPaymentSession } from '../../../services/payment/queries/get-payment-session.ts';
import { bookingCancelled } from '../../../services/payment/reactions/booking-cancelled.ts';
import { bookingClaimRejected } from '../../../services/payment/reactions/booking-claim-rejected.ts';
import { bookingClaimed } from '../../../services/payment/reactions/booking-claimed.ts';
import { bookingCreated } from '../../../services/payment/reactions/booking-created.ts';
import { bookingExpired } from '../../../services/payment/reactions/booking-expired.ts';
import { createRouteToPayment } from '../../../services/payment/reactions/route-to-payment.ts';
import type { StripeApi } from '../../../services/payment/stripe/api.ts';
import { onStores } from '../booking/stores.ts';
import type { Parts, Wrap } from '../node.ts';
import { payments, webhooks } from './stores.ts';

export const ACCOUNT = 'platform';
export const WEBHOOK_SECRET = 'whsec_simulation';
/** How long an unpaid payment stays payable after its hold. */
const GRACE_MINUTES = 1;

export function paymentParts(apiOf: (process: SimulatedProcess) => StripeApi, onRefusedWebhook: (reason: string) => void) {
  return (process: SimulatedProcess, wrap: Wrap): Parts => {
    const api = apiOf(process);
    const apiFor = async () => api;
    const endpoint = { account: ACCOUNT, secrets: [WEBHOOK_SECRET] };
    const settings = { endpointOf: async (account: string) => (account === ACCOUNT ? endpoint : undefined), refused: onRefusedWebhook };
    const actor = wrap(onStores(paymentActor(settings, { need: () => Promise.resolve() }), { payment: payments, webhook: webhooks }));
    const toPayment = createRouteToPayment();
    return {
      actors: [actor],
      readers: [reader({ service: PaymentService, queries: { getPayment, getPaymentSession: getPaymentSession('pk_simulation') } })],
      reactions: [bookingCreated(actor, async () => ACCOUNT), bookingClaimed(actor), bookingClaimRejected(actor), bookingCancelled(actor, toPayment), bookingExpired(actor, toPayment, GRACE_MINUTES)],
      effects: [createIntentRunner(apiFor), captureIntentRunner(apiFor), cancelIntentRunner(apiFor), createRefundRunner(apiFor), lookUpRunner(apiFor)],
    };
  };
}
