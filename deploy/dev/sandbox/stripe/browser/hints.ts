/** The test cards the form offers with one click; each is in ../model/test-cards.ts, which says what it does. */

export interface Hint {
  readonly label: string;
  readonly number: string;
}

export const HINTS: readonly Hint[] = [
  { label: 'Succeeds', number: '4242424242424242' },
  { label: 'Mastercard', number: '5555555555554444' },
  { label: '3-D Secure', number: '4000002760003184' },
  { label: 'Declined', number: '4000000000000002' },
  { label: 'No funds', number: '4000000000009995' },
  { label: 'Capture refused', number: '4000000000009235' },
];
