/** What the provider answered: facts are absorbed first, and only what they leave open is decided by a refusal. */
import { absorb } from '../domain/facts.ts';
import { refuseCapture, refuseCreation } from '../domain/lifecycle.ts';
import type { Payment, PaymentDecision } from '../domain/payment.ts';
import type { Answer } from '../effects/requests.ts';
import type { PaymentTurn } from './payment-state.ts';
import { settle } from './settle.ts';

type Refuse = (payment: Payment, reason: string, at: Date) => PaymentDecision;

const learn =
  (refuse?: Refuse) =>
  (turn: PaymentTurn, { view, refusal }: Answer): void => {
    const { payment } = turn.state;
    if (!payment) return;
    if (view) settle(turn, absorb(payment, view, turn.now));
    const after = turn.state.payment;
    if (after && refusal !== undefined && refuse) settle(turn, refuse(after, refusal, turn.now));
  };

export const outcomes = {
  createIntent: learn(refuseCreation),
  captureIntent: learn(refuseCapture),
  cancelIntent: learn(),
  createRefund: learn(),
  lookUp: learn(),
};
