/** Decides who is calling: a server with a secret key, or a browser with a publishable one; nobody else gets in. */
import { header, type Request } from '../../http/exchange.ts';
import { StripeFault } from '../model/payment-error.ts';
import type { FormFields } from './form.ts';

export type Caller = 'browser' | 'server';

/** With a list, only its keys are accepted; without one, every well-formed test key is. */
export interface AcceptedKeys {
  readonly secretKeys?: readonly string[];
  readonly publishableKeys?: readonly string[];
  /** The account that its keys are of, `acct_…`. */
  readonly account?: string;
}

export function authorize(request: Request, fields: FormFields, accepted: AcceptedKeys): Caller {
  const key = presentedKey(request, fields);
  if (key === undefined || key === '') throw unauthorized(NO_KEY);
  if (isAccepted(key, /^(sk|rk)_test_\w{8,}$/, accepted.secretKeys)) return 'server';
  if (isAccepted(key, /^pk_test_\w{8,}$/, accepted.publishableKeys)) return 'browser';
  if (/^(sk|pk|rk)_live_/.test(key))
    throw unauthorized(`This is a live key, and the sandbox has only test mode: ${masked(key)}`);
  throw unauthorized(`Invalid API Key provided: ${masked(key)}`);
}

export function secretKeyRequired(): StripeFault {
  const message =
    'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of your API keys at https://dashboard.stripe.com/account/apikeys.';
  return new StripeFault(401, { type: 'invalid_request_error', code: 'secret_key_required', message });
}

const NO_KEY =
  "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').";

function presentedKey(request: Request, fields: FormFields): string | undefined {
  const [scheme = '', credentials = ''] = (header(request, 'authorization') ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() === 'basic') return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0];
  const key = fields.get('key'); // how Stripe.js sends it
  return typeof key === 'string' ? key : undefined;
}

function isAccepted(key: string, form: RegExp, list: readonly string[] | undefined): boolean {
  return form.test(key) && (list === undefined || list.includes(key));
}

function masked(key: string): string {
  return `${key.slice(0, 8)}${'*'.repeat(Math.max(0, key.length - 12))}${key.slice(-4)}`;
}

function unauthorized(message: string): StripeFault {
  return new StripeFault(401, { type: 'invalid_request_error', message });
}
