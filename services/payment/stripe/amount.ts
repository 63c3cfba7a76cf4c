/** Amounts between ISO 4217's minor units, which Berth counts in, and the units that Stripe counts in. */
import type { Money } from '../../runtime/money.ts';

/** Currencies without decimals that Stripe nevertheless counts in hundredths, for the sake of old integrations. */
const HUNDREDFOLD: ReadonlySet<string> = new Set(['ISK', 'UGX']);

/** The number that Stripe takes. Throws `RangeError` beyond what a number holds exactly. */
export function toStripeAmount({ minor, currency }: Money): number {
  const amount = Number(HUNDREDFOLD.has(currency) ? minor * 100n : minor);
  if (!Number.isSafeInteger(amount)) throw new RangeError(`${minor} ${currency} is too much for one payment`);
  return amount;
}

/** Minor units of an amount that Stripe names, as facts carry them. */
export function toMinor(amount: number, currency: string): string {
  const minor = BigInt(amount);
  return String(HUNDREDFOLD.has(currency.toUpperCase()) ? minor / 100n : minor);
}
