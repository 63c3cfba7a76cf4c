/** Planted: money is taken as soon as the card allows it, whether the place is pinned or not. */
import type { Actor } from '#runtime/actor/actor.ts';
import { settle } from '../../../services/payment/actors/settle.ts';
import type { PaymentTurn } from '../../../services/payment/actors/payment-state.ts';
import { capture } from '../../../services/payment/domain/lifecycle.ts';
import type { Bug } from './bug.ts';

function captureAtOnce(turn: PaymentTurn): void {
  const { payment } = turn.state;
  if (payment?.status === 'authorized') settle(turn, capture(payment, payment.fence, turn.now));
}

export const noFence: Bug = {
  name: 'no-fence',
  about: 'a payment is captured without the fence of a claimed place',
  actor<A extends Actor>(actor: A, { service }: { readonly service: string }): A {
    const ingest = actor.commands?.['ingestWebhook'];
    if (service !== 'payment' || !ingest) return actor;
    const hasty: typeof ingest = {
      ...ingest,
      turn(turn, request, facts) {
        const reply = ingest.turn(turn, request, facts);
        captureAtOnce(turn as PaymentTurn);
        return reply;
      },
    };
    return { ...actor, commands: { ...actor.commands, ingestWebhook: hasty } };
  },
};
