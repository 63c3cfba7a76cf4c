/**
 * Defines `window.Stripe` with the part of Stripe.js a payment page needs; https://js.stripe.com replaces it with no
 * change of code.
 */
import { createApiClient, type Result } from './api-client.ts';
import { afterAction, confirmPayment, type ConfirmOptions } from './confirm-payment.ts';
import { createElements, type Elements, type ElementsOptions } from './elements.ts';

export interface StripeJs {
  elements(options: ElementsOptions): Elements;
  confirmPayment(options: ConfirmOptions): Promise<Result>;
  retrievePaymentIntent(clientSecret: string): Promise<Result>;
  handleNextAction(options: { readonly clientSecret: string }): Promise<Result>;
}

declare global {
  interface Window {
    Stripe?: (publishableKey: string) => StripeJs;
  }
}

/** The API is where this script came from. */
const script = document.currentScript;
const origin = script instanceof HTMLScriptElement ? new URL(script.src).origin : location.origin;

window.Stripe = (publishableKey) => {
  if (!publishableKey.startsWith('pk_'))
    throw new Error(
      'IntegrationError: You should not use your secret key with Stripe.js. Please pass a publishable key instead.',
    );
  const api = createApiClient(origin, publishableKey);
  return {
    elements: (options) => createElements(api, options),
    confirmPayment: (options) => confirmPayment(api, options),
    retrievePaymentIntent: (clientSecret) => api.retrieve(clientSecret),
    handleNextAction: async ({ clientSecret }) => afterAction(api, await api.retrieve(clientSecret), {}),
  };
};
