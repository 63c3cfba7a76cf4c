/** What a browser may see: one intent whose client secret it holds, without the keys meant for servers only. */
import { invalidRequest } from '../model/payment-error.ts';
import type { PaymentIntent } from '../model/payment-intent.ts';

export function requireClientSecret(intent: PaymentIntent, secret: string | undefined): void {
  if (secret === undefined)
    throw invalidRequest('Missing required param: client_secret.', {
      code: 'parameter_missing',
      param: 'client_secret',
    });
  if (secret === intent.client_secret) return;
  throw invalidRequest(
    'The client_secret provided does not match the client_secret associated with the PaymentIntent.',
    {
      code: 'payment_intent_invalid_parameter',
      param: 'client_secret',
    },
  );
}

const PUBLIC_KEYS = [
  'id',
  'object',
  'amount',
  'amount_details',
  'automatic_payment_methods',
  'canceled_at',
  'cancellation_reason',
  'capture_method',
  'client_secret',
  'confirmation_method',
  'created',
  'currency',
  'description',
  'last_payment_error',
  'livemode',
  'next_action',
  'payment_method',
  'payment_method_configuration_details',
  'payment_method_types',
  'processing',
  'receipt_email',
  'setup_future_usage',
  'shipping',
  'source',
  'status',
] as const satisfies readonly (keyof PaymentIntent)[];

export function publicView(intent: PaymentIntent): object {
  return Object.fromEntries(PUBLIC_KEYS.map((key) => [key, intent[key]]));
}
