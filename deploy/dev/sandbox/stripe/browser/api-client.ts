/**
 * Calls the sandbox from the browser with the publishable key; an answer is an intent or an error, never an exception.
 */

export interface ClientError {
  readonly type: string;
  readonly code?: string;
  readonly message?: string;
  readonly payment_intent?: ClientIntent;
}

/** The keys of a payment intent this script reads; pages get the whole object. */
export interface ClientIntent {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly amount: number;
  readonly currency: string;
  readonly status: string;
  readonly client_secret: string;
  readonly last_payment_error: ClientError | null;
  readonly next_action: { readonly type: string } | null;
}

export type Result =
  | { readonly paymentIntent: ClientIntent; readonly error?: never }
  | { readonly error: ClientError; readonly paymentIntent?: never };

export interface ApiClient {
  retrieve(clientSecret: string): Promise<Result>;
  confirm(clientSecret: string, fields: Readonly<Record<string, string>>): Promise<Result>;
  endChallenge(clientSecret: string, outcome: 'complete' | 'fail'): Promise<Result>;
}

export function createApiClient(origin: string, key: string): ApiClient {
  const path = (secret: string) => `/v1/payment_intents/${intentId(secret)}`;
  return {
    retrieve: (secret) => call(`${origin}${path(secret)}?${new URLSearchParams({ key, client_secret: secret })}`),
    confirm: (secret, fields) => call(`${origin}${path(secret)}/confirm`, { ...fields, key, client_secret: secret }),
    endChallenge: (secret, outcome) =>
      call(`${origin}/_sandbox/3ds/${intentId(secret)}`, { client_secret: secret, outcome }),
  };
}

export function intentId(clientSecret: string): string {
  return clientSecret.split('_secret_')[0] ?? '';
}

async function call(url: string, form?: Record<string, string>): Promise<Result> {
  try {
    const response = await fetch(url, form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) });
    const body: unknown = await response.json();
    if (isIntent(body)) return { paymentIntent: body };
    return { error: isFailure(body) ? body.error : { type: 'api_error', message: 'The answer was not understood.' } };
  } catch {
    return {
      error: {
        type: 'api_connection_error',
        message: 'The payment provider cannot be reached. Check your connection and try again.',
      },
    };
  }
}

function isIntent(value: unknown): value is ClientIntent {
  return typeof value === 'object' && value !== null && 'object' in value && value.object === 'payment_intent';
}

function isFailure(value: unknown): value is { error: ClientError } {
  return typeof value === 'object' && value !== null && 'error' in value && typeof value.error === 'object';
}
