/** Prices are shown in the way of the business that asks them, exact to the last minor unit. */
import type { Money } from '@berth/sdk/browser';
import { formatMoney, money, times } from '#runtime/money.ts';

/** `€45.00`, `45,00 €`, `￥1,250`; nothing for an absent amount. */
export const formatPrice = (amount: Pick<Money, 'amountMinor' | 'currencyCode'> | undefined, locale: string): string =>
  amount === undefined ? '' : formatMoney(money(amount.amountMinor, amount.currencyCode), locale);

export const isFree = (amount: Pick<Money, 'amountMinor'> | undefined): boolean => amount === undefined || amount.amountMinor === 0n;

/** The price of several places, as a request may carry it. */
export function totalOf(unit: Money, places: number): { amountMinor: bigint; currencyCode: string } {
  const { minor, currency } = times(money(unit.amountMinor, unit.currencyCode), places);
  return { amountMinor: minor, currencyCode: currency };
}
