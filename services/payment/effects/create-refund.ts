/** Gives money back. An unknown outcome is looked up first: Stripe forgets idempotency keys after a day, our metadata stays. */
import type { EffectRunner } from '../../runtime/effects/types.ts';
import { Permanent } from '../../runtime/effects/types.ts';
import type { ProviderView } from '../domain/facts.ts';
import type { ApiOf } from '../stripe/accounts.ts';
import type { StripeApi } from '../stripe/api.ts';
import { ProviderRefusal } from '../stripe/errors.ts';
import { METADATA, refundFact } from '../stripe/view.ts';
import { refundsOf } from './look-up.ts';
import { type Answer, createRefund, type RefundInput } from './requests.ts';

export const createRefundRunner = (apiOf: ApiOf): EffectRunner<RefundInput, Answer> => ({
  type: createRefund,
  timeoutMs: 25_000,
  maxAttempts: 20,
  async run(input, { attempt, tenantId }) {
    const api = await apiOf(tenantId, input.account);
    const known = attempt > 1 ? await findRefund(api, input) : undefined;
    return { view: known ?? (await giveBack(api, input)) };
  },
});

async function findRefund(api: StripeApi, { reference, refundId, body }: RefundInput): Promise<ProviderView | undefined> {
  const found = (await refundsOf(api, reference)).find(({ metadata, amount }) => metadata?.[METADATA.refund] === refundId && amount === body.amount);
  return found && { reference, facts: [refundFact(found)] };
}

async function giveBack(api: StripeApi, { reference, refundId, body, idempotencyKey }: RefundInput): Promise<ProviderView> {
  try {
    const refund = await api.call('refunds.create', (sdk) => sdk.refunds.create(body, { idempotencyKey }));
    return { reference, facts: [refundFact(refund)] };
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    // Someone gave it back at Stripe's console: those refunds are taken in, this one has nothing left to give.
    if (error.code === 'charge_already_refunded') return alreadyGivenBack(api, reference, refundId);
    // The money is owed and could not be sent: an operator has to see it, and may send the effect on its way again.
    throw new Permanent(error.message);
  }
}

async function alreadyGivenBack(api: StripeApi, reference: string, refundId: string): Promise<ProviderView> {
  const others = await refundsOf(api, reference);
  const empty = { id: refundId, reference: '', minor: '0', currency: '', status: 'failed', reason: '' } as const;
  return { reference, facts: [{ type: 'refund', refund: empty }, ...others.map(refundFact)] };
}
