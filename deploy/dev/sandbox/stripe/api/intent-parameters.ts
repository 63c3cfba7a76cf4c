/** The parameters of the payment intent endpoints, and the draft of an intent made from them. */
import { checkedAmount, checkedCurrency } from '../model/currencies.ts';
import { invalidRequest } from '../model/payment-error.ts';
import type { CardOptions, IntentDraft } from '../model/payment-intent.ts';
import { mergedMetadata } from '../operations/update-intent.ts';
import { boolean, clearable, integer, listOf, object, oneOf, type Read, required, string } from './parameters.ts';
import { common, confirmation, metadata, paymentMethodData, shipping } from './shared-parameters.ts';

const automaticPaymentMethods = object({ enabled: boolean, allow_redirects: oneOf('always', 'never') });
const cardOptions = object({ request_three_d_secure: oneOf('any', 'automatic', 'challenge') });
const setupFutureUsage = oneOf('off_session', 'on_session');

const terms = {
  allowed_payment_method_types: listOf(string),
  capture_method: oneOf('automatic', 'automatic_async', 'manual'),
  currency: string,
  customer: string,
  payment_method_options: object({ card: cardOptions }),
  receipt_email: clearable(string),
  setup_future_usage: clearable(setupFutureUsage),
  shipping: clearable(shipping),
  statement_descriptor: string,
  statement_descriptor_suffix: string,
  transfer_group: string,
};

export const creationParameters = {
  ...common,
  ...terms,
  ...confirmation,
  amount: integer,
  automatic_payment_methods: automaticPaymentMethods,
  confirm: boolean,
  confirmation_method: oneOf('automatic'),
  description: string,
  metadata: clearable(metadata),
};

export const updateParameters = {
  ...common,
  ...terms,
  amount: integer,
  description: clearable(string),
  metadata: clearable(metadata),
  payment_method: string,
  payment_method_data: paymentMethodData,
};

export const confirmationParameters = {
  ...common,
  ...confirmation,
  receipt_email: clearable(string),
  shipping: clearable(shipping),
};

export function toDraft(given: Read<typeof creationParameters>): IntentDraft {
  const currency = checkedCurrency(required(given.currency, 'currency'));
  return {
    ...typesOf(given),
    amount: checkedAmount(required(given.amount, 'amount'), currency),
    capture_method: given.capture_method ?? 'automatic_async',
    confirmation_method: given.confirmation_method ?? 'automatic',
    currency,
    customer: given.customer ?? null,
    description: given.description ?? null,
    metadata: mergedMetadata({}, given.metadata ?? {}),
    payment_method: null,
    payment_method_options: { card: toCardOptions(given.payment_method_options?.card) },
    receipt_email: given.receipt_email ?? null,
    setup_future_usage: given.setup_future_usage ?? null,
    shipping: given.shipping ?? null,
    statement_descriptor: given.statement_descriptor ?? null,
    statement_descriptor_suffix: given.statement_descriptor_suffix ?? null,
    transfer_group: given.transfer_group ?? null,
  };
}

/** What an update changes besides description and metadata. */
export function toTerms(given: Read<typeof updateParameters>): Partial<IntentDraft> {
  const {
    amount,
    allowed_payment_method_types,
    capture_method,
    currency,
    customer,
    payment_method,
    payment_method_options,
    ...rest
  } = given;
  const {
    receipt_email,
    setup_future_usage,
    shipping: address,
    statement_descriptor,
    statement_descriptor_suffix,
    transfer_group,
  } = rest;
  return defined({
    amount,
    capture_method,
    customer,
    payment_method,
    receipt_email,
    setup_future_usage,
    statement_descriptor,
    statement_descriptor_suffix,
    transfer_group,
    allowed_payment_method_types: checkedTypes(allowed_payment_method_types),
    currency: currency === undefined ? undefined : checkedCurrency(currency),
    payment_method_options:
      payment_method_options === undefined ? undefined : { card: toCardOptions(payment_method_options.card) },
    shipping: address,
  });
}

function typesOf(
  given: Read<typeof creationParameters>,
): Pick<IntentDraft, 'allowed_payment_method_types' | 'automatic_payment_methods'> {
  const types = checkedTypes(given.allowed_payment_method_types);
  const automatic = given.automatic_payment_methods;
  if (types !== undefined && automatic?.enabled === true) {
    throw invalidRequest(
      'You may only specify one of these parameters: automatic_payment_methods, allowed_payment_method_types.',
      { code: 'parameters_exclusive' },
    );
  }
  if (types !== undefined) return { allowed_payment_method_types: types, automatic_payment_methods: null };
  if (automatic?.enabled === false) return { allowed_payment_method_types: null, automatic_payment_methods: null };
  return {
    allowed_payment_method_types: null,
    automatic_payment_methods: { enabled: true, allow_redirects: automatic?.allow_redirects ?? 'always' },
  };
}

function checkedTypes(types: string[] | undefined): string[] | undefined {
  const unknown = types?.find((type) => type !== 'card');
  if (unknown === undefined) return types;
  throw invalidRequest(`The payment method type "${unknown}" is not available: the sandbox takes cards only.`, {
    param: 'allowed_payment_method_types',
  });
}

function toCardOptions(given: ReturnType<typeof cardOptions> | undefined): CardOptions {
  return {
    installments: null,
    mandate_options: null,
    network: null,
    request_three_d_secure: given?.request_three_d_secure ?? 'automatic',
  };
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function defined<T extends object>(values: T): Defined<T> {
  const given: Defined<T> = {};
  for (const key in values) {
    const value = values[key];
    if (isDefined(value)) given[key] = value;
  }
  return given;
}

function isDefined<V>(value: V): value is Exclude<V, undefined> {
  return value !== undefined;
}
