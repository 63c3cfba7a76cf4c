/**
 * A Stripe that runs on this machine: it speaks the API version of the SDK in use, refuses what Stripe refuses, and
 * sends signed webhooks.
 */
import { join } from 'node:path';
import { type Handler, json, type Request } from '../http/exchange.ts';
import { type Address, listen } from '../http/listen.ts';
import { openStore } from '../store/store.ts';
import type { AcceptedKeys } from './api/authorize.ts';
import { serveApi } from './api/serve.ts';
import { type Books, createBooks } from './books.ts';
import { serveStripeJs } from './browser/serve.ts';
import { serveChallenge } from './challenge.ts';
import { serveControl } from './control.ts';
import { allowBrowsers } from './cors.ts';
import { createFaults, type Faults } from '../http/faults.ts';
import { overview, type PaymentOverview } from './inspect.ts';
import type { BalanceTransaction } from './model/balance-transaction.ts';
import type { Event } from './model/event.ts';
import type { PaymentIntent } from './model/payment-intent.ts';
import { expireAuthorization, expireOldAuthorizations } from './operations/expire-authorization.ts';
import { findIntent } from './operations/find.ts';
import { settleRefunds } from './operations/settle-refunds.ts';
import { forgetOld } from './retention.ts';
import { BY_ITSELF, createTransact, type Transact } from './transact.ts';
import { createWebhookControls, type WebhookControls } from './webhooks/controls.ts';
import { createDispatcher } from './webhooks/dispatcher.ts';
import { createSubscriptions, type WebhookEndpoint } from './webhooks/subscriptions.ts';

export interface StripeSandboxOptions extends Address, AcceptedKeys {
  readonly webhooks?: readonly WebhookEndpoint[];
  /** Where the books are kept; without it they end with the process. */
  readonly dir?: string;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** After how many seconds banks report on refunds. */
  readonly settleSeconds?: number;
}

/** What tests use without HTTP; the same is at /_sandbox/… */
export interface StripeControls {
  readonly webhooks: WebhookControls;
  readonly faults: Faults;
  intents(): PaymentIntent[];
  events(): Event[];
  /** The movements of the merchant's balance. */
  balance(): BalanceTransaction[];
  /** The newest payments with their charges, refunds and events. */
  payments(limit?: number): PaymentOverview[];
  /** The issuer drops the authorisation, as after seven days. */
  expireAuthorization(intent: string): Promise<PaymentIntent>;
  /** Does now what the sandbox does every second: settles refunds, drops old authorisations, forgets old keys and events. */
  sweep(): Promise<void>;
}

export interface StripeSandbox extends StripeControls, AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

const SWEEP_MS = 1000;

export async function startStripeSandbox(options: StripeSandboxOptions = {}): Promise<StripeSandbox> {
  const now = options.now ?? Date.now;
  const books = createBooks();
  const store = await openStore(
    Object.values(books),
    options.dir === undefined ? undefined : join(options.dir, 'stripe.jsonl'),
  );
  const subscriptions = createSubscriptions(options.webhooks ?? []);
  const dispatcher = createDispatcher({ books, store, subscriptions, now });
  let url = '';
  const transact = createTransact({ books, store, subscriptions, dispatcher, now, origin: () => url });
  const faults = createFaults();
  const webhooks = createWebhookControls({ books, store, subscriptions, dispatcher, now });
  const controls = createControls({ books, transact, webhooks, faults, settleSeconds: options.settleSeconds ?? 2 });
  const listener = await listen(
    'Stripe sandbox',
    routes(serveApi({ books, transact, faults, keys: options }), controls, transact),
    options,
  );
  url = listener.url;
  const sweeper = setInterval(
    () => void controls.sweep().catch((error: unknown) => console.error('Stripe sandbox: sweep failed', error)),
    SWEEP_MS,
  ).unref();
  dispatcher.dispatch(books.deliveries.all());
  return {
    ...controls,
    url,
    port: listener.port,
    async [Symbol.asyncDispose]() {
      clearInterval(sweeper);
      faults.clear();
      await listener[Symbol.asyncDispose]();
      await dispatcher[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

interface ControlParts {
  readonly books: Books;
  readonly transact: Transact;
  readonly webhooks: WebhookControls;
  readonly faults: Faults;
  readonly settleSeconds: number;
}

function createControls({ books, transact, webhooks, faults, settleSeconds }: ControlParts): StripeControls {
  return {
    webhooks,
    faults,
    intents: () => books.intents.all(),
    events: () => books.events.all(),
    balance: () => books.balance.all(),
    payments: (limit = 50) => overview(books, limit),
    async expireAuthorization(id) {
      const { result, saved } = transact(BY_ITSELF, (call) => expireAuthorization(call, findIntent(call, id)));
      await saved;
      return result;
    },
    async sweep() {
      await transact(BY_ITSELF, (call) => {
        settleRefunds(call, settleSeconds);
        expireOldAuthorizations(call);
        forgetOld(books, call.now);
      }).saved;
    },
  };
}

function routes(api: Handler, controls: StripeControls, transact: Transact): Handler {
  const control = serveControl(controls);
  return (request) => {
    const { pathname } = request.url;
    const challenge = /^\/_sandbox\/3ds\/(pi_\w+)$/.exec(pathname)?.[1];
    if (challenge !== undefined) return allowBrowsers(serveChallenge(transact, challenge))(request);
    if (pathname.startsWith('/_sandbox/')) return control(request);
    if (pathname.startsWith('/v1/')) return allowBrowsers(api)(request);
    return pathname === '/stripe.js' ? serveStripeJs(request) : notHere(request);
  };
}

function notHere(request: Request) {
  return json(404, {
    error: {
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${request.method}: ${request.url.pathname}).`,
    },
  });
}
