/** Money as whole minor units in a `bigint` with its currency: sums are exact and currencies never mix. */

/** An amount: `minor` counts the currency's smallest unit (cents for EUR, yen for JPY). */
export interface Money {
  readonly minor: bigint;
  readonly currency: string;
}

/** An amount from its minor units. */
export const money = (minor: bigint | number, currency: string): Money => ({ minor: BigInt(minor), currency });

/** Nothing, in that currency. */
export const zero = (currency: string): Money => ({ minor: 0n, currency });

/** Sum. Throws `RangeError` when currencies differ: a programming error, never a user's. */
export function add(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new RangeError(`cannot add ${b.currency} to ${a.currency}`);
  return { minor: a.minor + b.minor, currency: a.currency };
}

/** Difference; may be negative. Throws `RangeError` when currencies differ. */
export const subtract = (a: Money, b: Money): Money => add(a, { ...b, minor: -b.minor });

/** `count` times the amount. */
export const times = (a: Money, count: number): Money => ({ minor: a.minor * BigInt(count), currency: a.currency });

/** True when both amount and currency are equal. */
export const sameMoney = (a: Money, b: Money): boolean => a.minor === b.minor && a.currency === b.currency;

/**
 * The tax inside a gross amount at `bps` basis points, rounded half up: gross − gross / (1 + rate).
 * 12000 at 2000 bps is 2000.
 */
export function includedTax(gross: Money, bps: number): Money {
  const rate = BigInt(bps);
  const denominator = 10_000n + rate;
  return { minor: (gross.minor * rate * 2n + denominator) / (denominator * 2n), currency: gross.currency };
}

/** How many digits the currency has after the decimal point (ISO 4217, by Intl). */
export const fractionDigits = (currency: string): number =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** For people, in their locale: `12,50 €`. Exact for amounts beyond 2^53: Intl is given a decimal string. */
export function formatMoney(amount: Money, locale: string): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency: amount.currency });
  return format.format(toDecimal(amount) as Intl.StringNumericLiteral);
}

/** As a plain decimal number, such as `12.50`. */
export function toDecimal(amount: Money): string {
  const digits = fractionDigits(amount.currency);
  const sign = amount.minor < 0n ? '-' : '';
  const text = (amount.minor < 0n ? -amount.minor : amount.minor).toString().padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}
