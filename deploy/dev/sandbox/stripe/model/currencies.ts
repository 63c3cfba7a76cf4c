/** Which amounts a payment may have: Stripe's documented minimum per currency and its eight digits. */
import { invalidRequest } from './payment-error.ts';

const MINIMUM: Readonly<Record<string, number>> = {
  aed: 200,
  aud: 50,
  bgn: 100,
  brl: 50,
  cad: 50,
  chf: 50,
  czk: 1500,
  dkk: 250,
  eur: 50,
  gbp: 30,
  hkd: 400,
  huf: 17500,
  inr: 50,
  jpy: 50,
  mxn: 1000,
  myr: 200,
  nok: 300,
  nzd: 50,
  pln: 200,
  ron: 200,
  sek: 300,
  sgd: 50,
  thb: 1000,
  usd: 50,
};
const MAXIMUM = 99_999_999;
const KNOWN = new Set(Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()));

/** The currency in lower case. */
export function checkedCurrency(currency: string): string {
  const code = currency.toLowerCase();
  if (!KNOWN.has(code))
    throw invalidRequest(`Invalid currency: ${code}. Send a three-letter ISO 4217 code.`, { param: 'currency' });
  return code;
}

export function checkedAmount(amount: number, currency: string): number {
  const minimum = MINIMUM[currency] ?? 1;
  if (amount < 1)
    throw invalidRequest('This value must be greater than or equal to 1.', {
      code: 'parameter_invalid_integer',
      param: 'amount',
    });
  if (amount < minimum)
    throw invalidRequest(`Amount must be at least ${formatted(minimum, currency)}`, {
      code: 'amount_too_small',
      param: 'amount',
    });
  if (amount > MAXIMUM)
    throw invalidRequest(`Amount must be no more than ${formatted(MAXIMUM, currency)}`, {
      code: 'amount_too_large',
      param: 'amount',
    });
  return amount;
}

/** An amount in minor units as people write it. */
export function formatted(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(amount / 10 ** digits);
}
