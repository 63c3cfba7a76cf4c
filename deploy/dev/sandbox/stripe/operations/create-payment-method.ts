/** Makes payment methods from card data, from the ids of Stripe's test cards, and from neither anything else. */
import type { Call } from '../call.ts';
import type { BillingDetails, Metadata } from '../model/kind.ts';
import { cardRefused, invalidRequest } from '../model/payment-error.ts';
import { newPaymentMethod, type PaymentMethod } from '../model/payment-method.ts';
import { cardByNumber, cardByToken, passesLuhn, type TestCard } from '../model/test-cards.ts';
import { findMethod } from './find.ts';

export interface CardData {
  readonly number?: string | undefined;
  readonly token?: string | undefined;
  readonly exp_month?: number | undefined;
  readonly exp_year?: number | undefined;
  readonly cvc?: string | undefined;
}

export interface MethodData {
  readonly card: CardData | undefined;
  readonly billing_details?: BillingDetails | undefined;
  readonly metadata?: Metadata | undefined;
}

export function createPaymentMethod(call: Call, data: MethodData): PaymentMethod {
  if (data.card === undefined)
    throw invalidRequest('Missing required param: card.', { code: 'parameter_missing', param: 'card' });
  const card = data.card.token === undefined ? checkedNumber(data.card.number) : tokenCard(data.card.token);
  const { expMonth, expYear } =
    data.card.token === undefined ? checkedExpiry(data.card, call.now) : futureExpiry(call.now);
  const method = newPaymentMethod(
    {
      card,
      expMonth,
      expYear,
      cvcGiven: checkedCvc(data.card.cvc, card.brand) !== undefined,
      ...(data.billing_details === undefined ? {} : { billingDetails: data.billing_details }),
      ...(data.metadata === undefined ? {} : { metadata: data.metadata }),
    },
    call.now,
  );
  call.books.methods.put(method);
  return method;
}

/**
 * The stored method of that id; `pm_card_…` stands for a test card and becomes a new method each time, as at Stripe.
 */
export function resolveMethod(call: Call, id: string): PaymentMethod {
  const card = cardByToken(id);
  if (card === undefined) return findMethod(call, id);
  const method = newPaymentMethod({ card, ...futureExpiry(call.now), cvcGiven: true }, call.now);
  call.books.methods.put(method);
  return method;
}

function tokenCard(token: string): TestCard {
  const card = cardByToken(token.replace(/^tok_/, 'pm_card_'));
  if (card === undefined)
    throw invalidRequest(`No such token: '${token}'`, { code: 'resource_missing', param: 'card[token]' });
  return card;
}

function checkedNumber(given: string | undefined): TestCard {
  if (given === undefined)
    throw invalidRequest('Missing required param: card[number].', { code: 'parameter_missing', param: 'card[number]' });
  const number = given.replaceAll(/[\s-]/g, '');
  if (!/^\d+$/.test(number) || !passesLuhn(number))
    throw cardRefused('incorrect_number', 'Your card number is incorrect.', 'number');
  const card = cardByNumber(number);
  if (card === undefined) {
    throw cardRefused(
      'card_declined',
      'Your card was declined. Your request was in test mode, but used a non test card. For a list of valid test cards, visit: https://stripe.com/docs/testing.',
      'number',
    );
  }
  return card;
}

function checkedExpiry(card: CardData, now: number): { expMonth: number; expYear: number } {
  const { exp_month: month, exp_year: shortYear } = card;
  if (month === undefined || month < 1 || month > 12)
    throw cardRefused('invalid_expiry_month', "Your card's expiration month is invalid.", 'exp_month');
  const year = shortYear !== undefined && shortYear < 100 ? 2000 + shortYear : (shortYear ?? 0);
  const today = new Date(now * 1000);
  const monthsLeft = (year - today.getUTCFullYear()) * 12 + month - (today.getUTCMonth() + 1);
  if (monthsLeft < 0 || monthsLeft > 50 * 12)
    throw cardRefused('invalid_expiry_year', "Your card's expiration year is invalid.", 'exp_year');
  return { expMonth: month, expYear: year };
}

function checkedCvc(cvc: string | undefined, brand: string): string | undefined {
  const digits = brand === 'amex' ? 4 : 3;
  if (cvc !== undefined && !(/^\d+$/.test(cvc) && cvc.length === digits))
    throw cardRefused('invalid_cvc', "Your card's security code is invalid.", 'cvc');
  return cvc;
}

function futureExpiry(now: number): { expMonth: number; expYear: number } {
  return { expMonth: 12, expYear: new Date(now * 1000).getUTCFullYear() + 3 };
}
