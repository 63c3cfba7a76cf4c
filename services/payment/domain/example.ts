/** Payments for specs: each begins like the first one here and becomes what its events make of it. */
import { money } from '../../runtime/money.ts';
import { evolve } from './evolve.ts';
import type { ProviderFact, ProviderView } from './facts.ts';
import { start, type Wanted } from './lifecycle.ts';
import type { Payment, PaymentDecision, PaymentEvent } from './payment.ts';

export const AT = new Date('2026-03-01T10:00:00Z');
export const INTENT = 'pi_1';

export const wanted: Wanted = {
  id: '5b8f1c1e-6a38-5f0e-9a51-0c8f5d0f8a01',
  payable: { kind: 'booking', id: '0195c3a0-0000-7000-8000-000000000001' },
  customerId: '0195c3a0-0000-7000-8000-000000000002',
  amount: money(4_500, 'EUR'),
  fence: 7n,
  account: 'platform',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
};

export const eventsOf = (decision: PaymentDecision): readonly PaymentEvent[] => {
  if ('rejection' in decision) throw new Error(`refused: ${decision.rejection.reason}`);
  return decision.events;
};

export const typesOf = (decision: PaymentDecision): string[] => eventsOf(decision).map(({ type }) => type);

export function after(payment: Payment | undefined, decision: PaymentDecision): Payment {
  const result = eventsOf(decision).reduce<Payment | undefined>(evolve, payment);
  if (!result) throw new Error('nothing was started');
  return result;
}

export const fresh: Payment = after(undefined, start(undefined, wanted, AT));

export const view = (...facts: readonly ProviderFact[]): ProviderView => ({ reference: INTENT, facts });

export const created: ProviderFact = { type: 'created', clientSecret: 'pi_1_secret_x' };
export const authorized: ProviderFact = { type: 'authorized' };
export const methodKnown: ProviderFact = { type: 'methodKnown', label: 'Visa •••• 4242' };
export const captured: ProviderFact = { type: 'captured', minor: '4500', currency: 'EUR' };
export const voided: ProviderFact = { type: 'voided', reason: 'The authorisation has ended.' };
export const declined = (id: string, at: number): ProviderFact => ({ type: 'attemptFailed', attempt: { id, at, reason: `declined ${id}` } });
export const refundFact = (reference: string, minor: number, status: 'pending' | 'succeeded' | 'failed', id?: string): ProviderFact => ({
  type: 'refund',
  refund: { id, reference, minor: String(minor), currency: 'EUR', status, reason: 'Given back' },
});
