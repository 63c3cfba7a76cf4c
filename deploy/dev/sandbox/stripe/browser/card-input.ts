/** Reads what people type into card fields: groups digits, names the brand, and says what is missing or wrong. Pure. */

export interface CardInput {
  readonly number: string;
  readonly expiry: string;
  readonly cvc: string;
}

export interface CardData {
  readonly number: string;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly cvc: string;
}

export type Field = keyof CardInput;

export interface InputError {
  readonly field: Field;
  readonly code: string;
  readonly message: string;
}

export function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '');
}

export function brandOf(number: string): 'amex' | 'card' | 'discover' | 'mastercard' | 'visa' {
  const digits = digitsOf(number);
  if (digits.startsWith('4')) return 'visa';
  if (/^(5[1-5]|2[2-7])/.test(digits)) return 'mastercard';
  if (/^3[47]/.test(digits)) return 'amex';
  return /^6(011|5)/.test(digits) ? 'discover' : 'card';
}

/** 4242 4242 4242 4242, or 3782 822463 10005 for American Express. */
export function groupNumber(text: string): string {
  const digits = digitsOf(text).slice(0, brandOf(text) === 'amex' ? 15 : 19);
  const groups =
    brandOf(text) === 'amex'
      ? [digits.slice(0, 4), digits.slice(4, 10), digits.slice(10)]
      : (digits.match(/\d{1,4}/g) ?? []);
  return groups.filter((group) => group !== '').join(' ');
}

/** 12 / 34; a first digit above 1 can only be a month of its own. */
export function groupExpiry(text: string): string {
  const typed = digitsOf(text);
  const digits = (/^[2-9]/.test(typed) ? `0${typed}` : typed).slice(0, 4);
  return digits.length > 2 ? `${digits.slice(0, 2)} / ${digits.slice(2)}` : digits;
}

export function cvcLength(number: string): number {
  return brandOf(number) === 'amex' ? 4 : 3;
}

export function numberError(input: CardInput): InputError | undefined {
  const digits = digitsOf(input.number);
  const complete = digits.length >= (brandOf(digits) === 'amex' ? 15 : 16);
  if (!complete) return { field: 'number', code: 'incomplete_number', message: 'Your card number is incomplete.' };
  return passesLuhn(digits)
    ? undefined
    : { field: 'number', code: 'invalid_number', message: 'Your card number is invalid.' };
}

export function expiryError(input: CardInput, today: Date): InputError | undefined {
  const { month, year } = expiryOf(input.expiry);
  if (digitsOf(input.expiry).length < 4)
    return { field: 'expiry', code: 'incomplete_expiry', message: "Your card's expiration date is incomplete." };
  if (month < 1 || month > 12)
    return { field: 'expiry', code: 'invalid_expiry_month', message: "Your card's expiration date is invalid." };
  const past = year * 12 + month < today.getFullYear() * 12 + today.getMonth() + 1;
  return past
    ? { field: 'expiry', code: 'invalid_expiry_year_past', message: "Your card's expiration year is in the past." }
    : undefined;
}

export function cvcError(input: CardInput): InputError | undefined {
  if (digitsOf(input.cvc).length === cvcLength(input.number)) return undefined;
  return { field: 'cvc', code: 'incomplete_cvc', message: "Your card's security code is incomplete." };
}

export function errorsOf(input: CardInput, today: Date): InputError[] {
  return [numberError(input), expiryError(input, today), cvcError(input)].filter((error) => error !== undefined);
}

export function toCardData(input: CardInput): CardData {
  const { month, year } = expiryOf(input.expiry);
  return { number: digitsOf(input.number), exp_month: month, exp_year: year, cvc: digitsOf(input.cvc) };
}

function expiryOf(text: string): { month: number; year: number } {
  const digits = digitsOf(text);
  return { month: Number(digits.slice(0, 2)), year: 2000 + Number(digits.slice(2, 4)) };
}

function passesLuhn(digits: string): boolean {
  const doubled = [...digits].reverse().map((digit, index) => Number(digit) * (index % 2 === 0 ? 1 : 2));
  return doubled.reduce((sum, value) => sum + (value > 9 ? value - 9 : value), 0) % 10 === 0;
}
