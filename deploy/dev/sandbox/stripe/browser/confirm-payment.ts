/**
 * Confirms a payment from the page: validates, sends, walks the customer through 3-D Secure, and returns or redirects.
 */
import type { ApiClient, ClientIntent, Result } from './api-client.ts';
import type { Appearance } from './appearance.ts';
import { askCustomer } from './challenge-dialog.ts';
import { ownElements, validationError } from './elements.ts';

export interface ConfirmOptions {
  readonly elements?: object;
  readonly clientSecret?: string;
  readonly confirmParams?: {
    readonly return_url?: string;
    /** A payment method made elsewhere, in place of the form. */
    readonly payment_method?: string;
    readonly payment_method_data?: object;
    readonly receipt_email?: string;
    readonly shipping?: object;
  };
  readonly redirect?: 'always' | 'if_required';
}

export async function confirmPayment(api: ApiClient, options: ConfirmOptions): Promise<Result> {
  const elements = options.elements === undefined ? undefined : ownElements(options.elements);
  const secret = options.clientSecret ?? elements?.clientSecret;
  if (secret === undefined) throw new Error('IntegrationError: pass elements or clientSecret to confirmPayment.');
  const returnUrl = options.confirmParams?.return_url;
  if (returnUrl === undefined && options.redirect !== 'if_required')
    throw new Error('IntegrationError: confirmParams.return_url is required unless redirect is "if_required".');
  const typed = elements?.payment();
  const invalid = elements === undefined ? undefined : validationError(typed);
  if (invalid !== undefined) return { error: invalid };

  const card =
    typed === undefined
      ? {}
      : {
          payment_method_data: { type: 'card', card: typed.form.data(), ...options.confirmParams?.payment_method_data },
        };
  const sent = await api.confirm(secret, flatten({ ...options.confirmParams, ...card, use_stripe_sdk: true }));
  const result = await afterAction(api, sent, elements?.appearance() ?? {});
  if (result.error !== undefined || options.redirect === 'if_required' || returnUrl === undefined) return result;
  location.assign(withResult(returnUrl, result.paymentIntent));
  return new Promise(() => undefined); // the page is leaving
}

/** Lets the customer answer a challenge, if there is one. */
export async function afterAction(api: ApiClient, result: Result, appearance: Appearance): Promise<Result> {
  const intent = result.paymentIntent;
  if (intent === undefined || intent.status !== 'requires_action') return result;
  const outcome = await askCustomer(formatted(intent), appearance);
  const ended = await api.endChallenge(intent.client_secret, outcome);
  const failure = ended.paymentIntent?.last_payment_error;
  return failure
    ? { error: { ...failure, ...(ended.paymentIntent && { payment_intent: ended.paymentIntent }) } }
    : ended;
}

function withResult(returnUrl: string, intent: ClientIntent): string {
  const target = new URL(returnUrl);
  target.searchParams.set('payment_intent', intent.id);
  target.searchParams.set('payment_intent_client_secret', intent.client_secret);
  target.searchParams.set('redirect_status', 'succeeded');
  return target.href;
}

function formatted({ amount, currency }: ClientIntent): string {
  const format = new Intl.NumberFormat(navigator.language, { style: 'currency', currency });
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** Nested objects as form fields: `card[number]`. */
export function flatten(value: object, prefix = ''): Record<string, string> {
  return Object.entries(value).reduce<Record<string, string>>((fields, [key, item]: [string, unknown]) => {
    const name = prefix === '' ? key : `${prefix}[${key}]`;
    if (item === undefined || item === null) return fields;
    return { ...fields, ...(typeof item === 'object' ? flatten(item, name) : { [name]: String(item) }) };
  }, {});
}
