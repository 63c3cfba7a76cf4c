/** Stripe's test cards and the token of each: what the issuer does when one is charged, captured or refunded. */
import { createHash } from 'node:crypto';
import { type Decline, declines } from './declines.ts';

export interface TestCard {
  readonly number: string;
  /** The payment method ids that stand for this card: `pm_card_…`. */
  readonly tokens: readonly string[];
  readonly title: string;
  readonly brand: string;
  readonly funding?: 'credit' | 'debit';
  readonly decline?: Decline;
  readonly challenge?: boolean;
  readonly refund?: 'fails' | 'settles-later';
  readonly capture?: 'authorization-lost';
}

export const TEST_CARDS: readonly TestCard[] = [
  { number: '4242424242424242', tokens: ['pm_card_visa', 'pm_card_us'], title: 'Visa, succeeds', brand: 'visa' },
  {
    number: '4000056655665556',
    tokens: ['pm_card_visa_debit'],
    title: 'Visa debit, succeeds',
    brand: 'visa',
    funding: 'debit',
  },
  { number: '5555555555554444', tokens: ['pm_card_mastercard'], title: 'Mastercard, succeeds', brand: 'mastercard' },
  { number: '378282246310005', tokens: ['pm_card_amex'], title: 'American Express, succeeds', brand: 'amex' },
  { number: '6011111111111117', tokens: ['pm_card_discover'], title: 'Discover, succeeds', brand: 'discover' },
  {
    number: '4000002760003184',
    tokens: ['pm_card_authenticationRequired', 'pm_card_threeDSecureRequired'],
    title: '3-D Secure on every payment',
    brand: 'visa',
    challenge: true,
  },
  {
    number: '4000002500003155',
    tokens: ['pm_card_authenticationRequiredOnSetup'],
    title: '3-D Secure required',
    brand: 'visa',
    challenge: true,
  },
  {
    number: '4000000000003220',
    tokens: ['pm_card_threeDSecure2Required'],
    title: '3-D Secure 2 required',
    brand: 'visa',
    challenge: true,
  },
  {
    number: '4000008260003178',
    tokens: ['pm_card_authenticationRequiredChargeDeclinedInsufficientFunds'],
    title: '3-D Secure, then insufficient funds',
    brand: 'visa',
    challenge: true,
    decline: declines.insufficientFunds,
  },
  {
    number: '4000000000000002',
    tokens: ['pm_card_chargeDeclined', 'pm_card_visa_chargeDeclined'],
    title: 'Declined',
    brand: 'visa',
    decline: declines.generic,
  },
  {
    number: '4000000000009995',
    tokens: ['pm_card_chargeDeclinedInsufficientFunds', 'pm_card_visa_chargeDeclinedInsufficientFunds'],
    title: 'Insufficient funds',
    brand: 'visa',
    decline: declines.insufficientFunds,
  },
  {
    number: '4000000000009987',
    tokens: ['pm_card_visa_chargeDeclinedLostCard'],
    title: 'Lost card',
    brand: 'visa',
    decline: declines.lostCard,
  },
  {
    number: '4000000000009979',
    tokens: ['pm_card_visa_chargeDeclinedStolenCard'],
    title: 'Stolen card',
    brand: 'visa',
    decline: declines.stolenCard,
  },
  {
    number: '4000000000000069',
    tokens: ['pm_card_chargeDeclinedExpiredCard'],
    title: 'Expired card',
    brand: 'visa',
    decline: declines.expiredCard,
  },
  {
    number: '4000000000000127',
    tokens: ['pm_card_chargeDeclinedIncorrectCvc'],
    title: 'Wrong CVC',
    brand: 'visa',
    decline: declines.incorrectCvc,
  },
  {
    number: '4000000000000119',
    tokens: ['pm_card_chargeDeclinedProcessingError'],
    title: 'Processing error',
    brand: 'visa',
    decline: declines.processingError,
  },
  {
    number: '4000000000007726',
    tokens: ['pm_card_pendingRefund'],
    title: 'Refund settles later',
    brand: 'visa',
    refund: 'settles-later',
  },
  {
    number: '4000000000005126',
    tokens: ['pm_card_refundFail'],
    title: 'Refund fails later',
    brand: 'visa',
    refund: 'fails',
  },
  // Stripe has no card for this; waiting for the authorisation to lapse is what it takes there.
  {
    number: '4000000000009235',
    tokens: ['pm_card_sandboxAuthorizationLost'],
    title: 'Capture refused (sandbox only)',
    brand: 'visa',
    capture: 'authorization-lost',
  },
];

export function cardByNumber(number: string): TestCard | undefined {
  return TEST_CARDS.find((card) => card.number === number);
}

export function cardByToken(token: string): TestCard | undefined {
  return TEST_CARDS.find((card) => card.tokens.includes(token));
}

/** Payment methods keep no number, as at Stripe; the fingerprint leads back to the card. */
export function cardByFingerprint(fingerprint: string): TestCard | undefined {
  return TEST_CARDS.find((card) => fingerprintOf(card.number) === fingerprint);
}

export function fingerprintOf(number: string): string {
  return createHash('sha256').update(number).digest('base64url').replaceAll(/[-_]/g, 'x').slice(0, 16);
}

export function passesLuhn(number: string): boolean {
  const digits = [...number].reverse().map(Number);
  const sum = digits.reduce(
    (total, digit, index) => total + (index % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2),
    0,
  );
  return digits.length >= 12 && sum % 10 === 0;
}
