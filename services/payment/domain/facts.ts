/**
 * What the provider says, absorbed in whatever order and number it arrives: the same facts end in the same payment.
 * Facts are plain JSON, because they also come as outcomes of effects.
 */
import { derivedId } from '../../runtime/ids.ts';
import { money } from '../../runtime/money.ts';
import { evolve, refundOf } from './evolve.ts';
import { type FailedAttempt, type Payment, type PaymentEvent, RANK } from './payment.ts';
import { REFUND_RANK, type Refund } from './refund.ts';

export type ProviderFact =
  | { readonly type: 'created'; readonly clientSecret: string }
  | { readonly type: 'attemptFailed'; readonly attempt: FailedAttempt }
  | { readonly type: 'authorized' }
  | { readonly type: 'methodKnown'; readonly label: string }
  | { readonly type: 'captured'; readonly minor: string; readonly currency: string }
  | { readonly type: 'voided'; readonly reason: string }
  | { readonly type: 'refund'; readonly refund: ProviderRefund };

/** `id` is ours when the refund was asked for by us; refunds made at the provider's own console have none, or whatever was written on them. */
export interface ProviderRefund {
  readonly id: string | undefined;
  readonly reference: string;
  readonly minor: string;
  readonly currency: string;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly reason: string;
}

/** Facts about one intent of the provider. */
export interface ProviderView {
  readonly reference: string;
  readonly facts: readonly ProviderFact[];
}

/** Absorbs what is new of a view. Facts about another intent than the payment's are none of its business. */
export function absorb(payment: Payment, { reference, facts }: ProviderView, at: Date): { readonly events: readonly PaymentEvent[] } {
  if (payment.reference !== undefined && payment.reference !== reference) return { events: [] };
  const events: PaymentEvent[] = [];
  let state = payment;
  for (const fact of facts) {
    for (const event of learn(state, fact, reference, at)) {
      state = evolve(state, event);
      events.push(event);
    }
  }
  return { events };
}

function learn(payment: Payment, fact: ProviderFact, reference: string, at: Date): readonly PaymentEvent[] {
  switch (fact.type) {
    case 'created':
      return learnCreated(payment, reference, fact.clientSecret, at);
    case 'attemptFailed':
      return isNews(payment, fact.attempt) ? [{ type: 'attemptFailed', attempt: fact.attempt, at }] : [];
    case 'authorized':
      return RANK[payment.status] < RANK.authorized ? [{ type: 'authorized', at }] : [];
    case 'methodKnown':
      return payment.methodLabel === '' ? [{ type: 'methodKnown', label: fact.label, at }] : [];
    case 'captured':
      return learnCaptured(payment, fact.minor, fact.currency, at);
    case 'voided':
      return learnVoided(payment, fact.reason, at);
    case 'refund':
      return learnRefund(payment, fact.refund, at);
    default:
      return fact satisfies never;
  }
}

/** A payment that was given up while the provider was being asked for it is cancelled as soon as there is something to cancel. */
function learnCreated(payment: Payment, reference: string, clientSecret: string, at: Date): readonly PaymentEvent[] {
  if (payment.reference !== undefined) return [];
  const created: PaymentEvent = { type: 'intentCreated', reference, clientSecret, at };
  return payment.released === undefined ? [created] : [created, { type: 'cancelRequested' }];
}

function isNews({ status, lastAttempt }: Payment, attempt: FailedAttempt): boolean {
  if (RANK[status] > RANK.awaiting_customer) return false;
  if (!lastAttempt) return true;
  if (attempt.id === lastAttempt.id) return false;
  return attempt.at > lastAttempt.at || (attempt.at === lastAttempt.at && attempt.id > lastAttempt.id);
}

/**
 * A capture is only taken in with what the receipt has to say; without it the provider is asked. Also of a payment that
 * was given up: whether it still gets its place or goes back is for its coordinator to decide, who hears of it.
 */
function learnCaptured(payment: Payment, minor: string, currency: string, at: Date): readonly PaymentEvent[] {
  if (RANK[payment.status] >= RANK.succeeded) return [];
  if (payment.methodLabel === '') return [{ type: 'lookUpRequested' }];
  return [{ type: 'captured', amount: money(BigInt(minor), currency), at }];
}

/** An authorisation that ends while it is being captured fails the payment: its place was claimed and has to be let go. */
function learnVoided(payment: Payment, reason: string, at: Date): readonly PaymentEvent[] {
  if (RANK[payment.status] >= RANK.cancelled) return [];
  if (payment.status === 'capturing') return [{ type: 'failed', reason, at }];
  return [{ type: 'cancelled', reason: payment.released ?? reason, at }];
}

function learnRefund(payment: Payment, told: ProviderRefund, at: Date): readonly PaymentEvent[] {
  const { reference, status } = told;
  const ours = told.id === undefined ? undefined : refundOf(payment, told.id);
  const adopted = derivedId('refund', payment.id, reference);
  const known = ours && isOf(ours, told) ? ours : refundOf(payment, adopted);
  if (!known && reference === '') return [];
  const refund: Refund = known ?? {
    id: adopted,
    amount: money(BigInt(told.minor), told.currency),
    status: 'requested',
    reference,
    reason: told.reason,
    created: at,
  };
  if (REFUND_RANK[status] <= REFUND_RANK[refund.status]) return [];
  const moved: PaymentEvent = { type: 'refundMoved', refund: { ...refund, reference, status }, at };
  return known ? [moved] : [{ type: 'refundAdopted', refund, at }, moved];
}

/**
 * Whether what the provider tells is about a refund of ours whose id it names. That id is text that whoever has the account may write on any refund:
 * it is ours when it is as much, and from then on only that one. Without a reference it tells that none was made.
 */
function isOf({ reference, amount }: Refund, told: ProviderRefund): boolean {
  if (reference !== undefined) return reference === told.reference;
  return told.reference === '' || (String(amount.minor) === told.minor && amount.currency === told.currency);
}
