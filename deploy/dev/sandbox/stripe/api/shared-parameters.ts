/** Parameters that several endpoints share: metadata, addresses, card data. */
import { invalidRequest } from '../model/payment-error.ts';
import { type Address, type BillingDetails, type Metadata, NO_ADDRESS, type Shipping } from '../model/kind.ts';
import type { CardData, MethodData } from '../operations/create-payment-method.ts';
import { boolean, clearable, integer, object, oneOf, type Reader, required, string } from './parameters.ts';

/** At most 50 keys of 40 characters and values of 500; an empty value deletes its key. */
export const metadata: Reader<Metadata> = (value, name) => {
  if (typeof value === 'string') throw invalidRequest('Invalid object', { param: name });
  const entries = [...value].map(([key, item]) => metadataEntry(key, item, name));
  if (entries.length > 50) throw invalidRequest('Metadata can have at most 50 keys.', { param: name });
  return Object.fromEntries(entries);
};

function metadataEntry(key: string, value: unknown, name: string): [string, string] {
  if (typeof value !== 'string') throw invalidRequest('Metadata values must be strings.', { param: `${name}[${key}]` });
  if (key.length > 40) throw invalidRequest(`Metadata keys must be under 40 characters long: ${key}`, { param: name });
  if (value.length > 500)
    throw invalidRequest(`Metadata values can have up to 500 characters; ${key} has ${value.length}.`, {
      param: `${name}[${key}]`,
    });
  return [key, value];
}

const text = clearable(string);
const addressFields = object({ city: text, country: text, line1: text, line2: text, postal_code: text, state: text });

export const address: Reader<Address> = (value, name) => ({ ...NO_ADDRESS, ...addressFields(value, name) });

const shippingFields = object({ address, carrier: text, name: string, phone: text, tracking_number: text });

export const shipping: Reader<Shipping> = (value, name) => {
  const given = shippingFields(value, name);
  const recipient = {
    address: required(given.address, `${name}[address]`),
    name: required(given.name, `${name}[name]`),
  };
  return { carrier: null, phone: null, tracking_number: null, ...given, ...recipient };
};

const billingFields = object({ address: clearable(address), email: text, name: text, phone: text });

export const billingDetails: Reader<BillingDetails> = (value, name) => {
  const given = billingFields(value, name);
  return { email: null, name: null, phone: null, ...given, address: given.address ?? NO_ADDRESS, tax_id: null };
};

export const card: Reader<CardData> = object({
  number: string,
  token: string,
  exp_month: integer,
  exp_year: integer,
  cvc: string,
});

const methodFields = object({
  type: oneOf('card'),
  card,
  billing_details: billingDetails,
  metadata,
  allow_redisplay: string,
  radar_options: object({}),
});

export const paymentMethodData: Reader<MethodData> = (value, name) => {
  const given = methodFields(value, name);
  required(given.type, `${name}[type]`);
  return { card: given.card, billing_details: given.billing_details, metadata: given.metadata };
};

/** Accepted by every endpoint; serve.ts and client-access.ts use them. */
export const common = {
  expand: (value: unknown) => value,
  client_secret: string,
  key: string,
};

export const confirmation = {
  payment_method: string,
  payment_method_data: paymentMethodData,
  return_url: string,
  off_session: boolean,
  error_on_requires_action: boolean,
  use_stripe_sdk: boolean,
};
