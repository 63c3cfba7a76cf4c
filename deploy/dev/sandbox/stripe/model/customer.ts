/** A customer with every key of Stripe's API. */
import type { Address, Metadata, Shipping } from './kind.ts';
import { newId } from './ids.ts';

const UNUSED = {
  balance: 0,
  currency: null,
  customer_account: null,
  default_source: null,
  delinquent: false,
  discount: null,
  invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
  livemode: false,
  next_invoice_sequence: 1,
  test_clock: null,
};

export interface CustomerDraft {
  readonly address: Address | null;
  readonly description: string | null;
  readonly email: string | null;
  readonly metadata: Metadata;
  readonly name: string | null;
  readonly phone: string | null;
  readonly preferred_locales: string[];
  readonly shipping: Shipping | null;
  readonly tax_exempt: 'exempt' | 'none' | 'reverse';
}

export type Customer = typeof UNUSED &
  CustomerDraft & {
    readonly id: string;
    readonly object: 'customer';
    readonly created: number;
    readonly invoice_prefix: string;
  };

export function newCustomer(draft: CustomerDraft, now: number): Customer {
  const id = newId('cus', 14);
  return { id, object: 'customer', ...UNUSED, ...draft, created: now, invoice_prefix: id.slice(-8).toUpperCase() };
}
