/** Why an issuer refuses a payment, in the codes and words of Stripe's API. */
import type { PaymentError } from './payment-error.ts';

export interface Decline {
  readonly code: string;
  readonly declineCode: string;
  readonly message: string;
  readonly advice?: string;
  readonly param?: string;
}

const TRY_AGAIN = 'try_again_later';
const DO_NOT_TRY_AGAIN = 'do_not_try_again';

export const declines = {
  generic: {
    code: 'card_declined',
    declineCode: 'generic_decline',
    message: 'Your card was declined.',
    advice: TRY_AGAIN,
  },
  insufficientFunds: {
    code: 'card_declined',
    declineCode: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
    advice: TRY_AGAIN,
  },
  lostCard: {
    code: 'card_declined',
    declineCode: 'lost_card',
    message: 'Your card was declined.',
    advice: DO_NOT_TRY_AGAIN,
  },
  stolenCard: {
    code: 'card_declined',
    declineCode: 'stolen_card',
    message: 'Your card was declined.',
    advice: DO_NOT_TRY_AGAIN,
  },
  expiredCard: {
    code: 'expired_card',
    declineCode: 'expired_card',
    message: 'Your card has expired.',
    param: 'exp_month',
  },
  incorrectCvc: {
    code: 'incorrect_cvc',
    declineCode: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
    param: 'cvc',
  },
  processingError: {
    code: 'processing_error',
    declineCode: 'processing_error',
    advice: TRY_AGAIN,
    message: 'An error occurred while processing your card. Try again in a little bit.',
  },
  authenticationRequired: {
    code: 'authentication_required',
    declineCode: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
  },
} satisfies Record<string, Decline>;

export function declineError(decline: Decline): PaymentError {
  return {
    type: 'card_error',
    code: decline.code,
    decline_code: decline.declineCode,
    message: decline.message,
    ...(decline.advice === undefined ? {} : { advice_code: decline.advice }),
    ...(decline.param === undefined ? {} : { param: decline.param }),
  };
}
