/** A payment: money moves only as its payable and the provider agree, and everything that is told twice counts once. */
import { PaymentService } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { notFound } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import type { ActingAdministrators } from '../acting-administrator.ts';
import { abandonUnpaid } from '../domain/lifecycle.ts';
import { isOpen } from '../domain/payment.ts';
import { refund } from '../domain/refund.ts';
import { paymentKey } from '../keys.ts';
import { fromMoney, toPayment } from '../mapping.ts';
import { prepareWebhook, routeWebhook, takeIn, tenantOfWebhook, type WebhookFacts, type WebhookSettings } from './ingest-webhook.ts';
import { outcomes } from './outcomes.ts';
import { behaviour, type PaymentTurn, state } from './payment-state.ts';
import { publish } from './publish.ts';
import { askNow, LOOK_UP, lookLater, RECONCILE, settle } from './settle.ts';

export type PaymentActor = ReturnType<typeof paymentActor>;

/** Reminder that cancels a payment which nobody made after its hold had ended. */
export const ABANDON = 'abandonUnpaid';

const HOLD_ENDED = 'The hold ended before the payment came. You were not charged.';

export const paymentActor = (settings: WebhookSettings, administrators: Pick<ActingAdministrators, 'need'>) =>
  actor({
    name: 'payment',
    service: PaymentService,
    state,
    behaviour,
    publish,
    commands: {
      ingestWebhook: {
        // What is kept of a webhook tells a repeat apart; of one that leaves nothing no answer is kept either.
        logged: false,
        prepare: (request, view) => prepareWebhook(request, view, settings),
        route: (_, facts: WebhookFacts) => routeWebhook(facts),
        tenant: (_, facts: WebhookFacts) => tenantOfWebhook(facts),
        trace: (_, { owner }: WebhookFacts) => owner?.traceparent,
        turn: (turn, _, facts: WebhookFacts) => takeIn(turn, facts),
      },
      refundPayment: {
        // A program has its key looked at with each call; of a person the token may be ten minutes old.
        prepare: async (_, { caller, signal }) => {
          if (caller.scopes === undefined) await administrators.need(caller, signal);
        },
        route: ({ id }) => [paymentKey(fromTypeId('pay', id, 'id'))],
        turn(turn, { id, amount, reason }) {
          const { payment } = turn.state;
          if (!payment) throw notFound('payment', id);
          settle(turn, refund(payment, amount && fromMoney(amount), reason, turn.now));
          return { payment: toPayment(turn.state.payment ?? payment, turn.version(paymentKey(payment.id))) };
        },
      },
    },
    outcomes,
    reminders: {
      [RECONCILE](turn: PaymentTurn) {
        const { payment } = turn.state;
        if (!payment || !isOpen(payment)) return;
        askNow(turn, payment);
        lookLater(turn, payment);
      },
      [LOOK_UP](turn: PaymentTurn) {
        if (turn.state.payment) askNow(turn, turn.state.payment);
      },
      [ABANDON](turn: PaymentTurn) {
        const { payment } = turn.state;
        if (payment) settle(turn, abandonUnpaid(payment, HOLD_ENDED, turn.now));
      },
    },
  });
