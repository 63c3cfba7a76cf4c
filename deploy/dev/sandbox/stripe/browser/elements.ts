/** Stripe.js's Elements: one payment element for one client secret. */
import type { ApiClient, ClientError } from './api-client.ts';
import type { Appearance } from './appearance.ts';
import { createPaymentElement, type OwnPaymentElement, type PaymentElement } from './payment-element.ts';

export interface ElementsOptions {
  readonly clientSecret: string;
  readonly appearance?: Appearance;
}

export interface Elements {
  create(type: 'payment', options?: object): PaymentElement;
  getElement(type: 'payment'): PaymentElement | null;
  /** Validates the form without sending it. */
  submit(): Promise<{ error?: ClientError; selectedPaymentMethod?: string }>;
  update(options: Partial<ElementsOptions>): void;
}

export interface OwnElements extends Elements {
  readonly clientSecret: string;
  appearance(): Appearance;
  payment(): OwnPaymentElement | undefined;
}

/** Which of our objects a page hands back to `confirmPayment`. */
const own = new WeakMap<object, OwnElements>();

export function ownElements(elements: object): OwnElements {
  const found = own.get(elements);
  if (found === undefined) throw new Error('IntegrationError: elements must come from stripe.elements().');
  return found;
}

export function createElements(api: ApiClient, options: ElementsOptions): Elements {
  if (!/^pi_\w+_secret_\w+$/.test(options.clientSecret ?? '')) {
    throw new Error('IntegrationError: clientSecret should be a client secret of the form ${id}_secret_${secret}.');
  }
  let appearance = options.appearance ?? {};
  let payment: OwnPaymentElement | undefined;
  const elements: OwnElements = {
    clientSecret: options.clientSecret,
    appearance: () => appearance,
    payment: () => payment,
    create(type) {
      if (type !== 'payment')
        throw new Error(`IntegrationError: the sandbox has the payment element only, not "${String(type)}".`);
      payment = createPaymentElement(api, options.clientSecret, appearance);
      return payment;
    },
    getElement: () => payment ?? null,
    submit() {
      const invalid = validationError(payment);
      return Promise.resolve(invalid === undefined ? { selectedPaymentMethod: 'card' } : { error: invalid });
    },
    update(next) {
      appearance = next.appearance ?? appearance;
      payment?.dress(appearance);
    },
  };
  own.set(elements, elements);
  return elements;
}

export function validationError(payment: OwnPaymentElement | undefined): ClientError | undefined {
  if (payment === undefined)
    return { type: 'invalid_request_error', message: 'Create and mount a payment element first.' };
  const invalid = payment.form.firstError();
  return invalid && { type: 'validation_error', code: invalid.code, message: invalid.message };
}
