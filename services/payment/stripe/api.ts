/** Calls to Stripe: each has a time limit, a span and its own breaker, and fails with one of `errors.ts`. Nothing is retried here. */
import { SpanKind, type Tracer } from '@opentelemetry/api';
import CircuitBreaker from 'opossum';
import Stripe from 'stripe';
import { RPC } from '../../runtime/telemetry/attributes.ts';
import { inSpan } from '../../runtime/telemetry/spans.ts';
import { isAnswer, ProviderUnavailable, translate } from './errors.ts';

export interface StripeConfig {
  readonly secretKey: string;
  /** Where the API is; Stripe itself when absent. */
  readonly apiBase?: string | undefined;
}

export type Operation =
  | 'payment_intents.create'
  | 'payment_intents.capture'
  | 'payment_intents.cancel'
  | 'payment_intents.retrieve'
  | 'refunds.create'
  | 'refunds.list';

export interface StripeApi extends Disposable {
  /** Makes one call. Throws `ProviderRefusal`, `ProviderUnavailable` or `Permanent`. */
  call<T>(operation: Operation, work: (sdk: Stripe) => Promise<T>): Promise<T>;
}

/** The version that the code was written for: an account's default may move, this does not. */
const API_VERSION = '2026-10-28.endive';
const TIMEOUT_MS = 10_000;

/** The official SDK. Retries are the effects' business, so that they survive this process. */
export function createSdk({ secretKey, apiBase }: StripeConfig): Stripe {
  const fixed = { apiVersion: API_VERSION, timeout: TIMEOUT_MS, maxNetworkRetries: 0, telemetry: false } as const;
  if (apiBase === undefined) return new Stripe(secretKey, fixed);
  const { protocol, hostname, port } = new URL(apiBase);
  const secure = protocol === 'https:';
  return new Stripe(secretKey, { ...fixed, protocol: secure ? 'https' : 'http', host: hostname, port: port || (secure ? 443 : 80) });
}

export function createStripeApi(config: StripeConfig, tracer: Tracer): StripeApi {
  const sdk = createSdk(config);
  const breakers = new Map<Operation, Breaker>();

  function breakerOf(operation: Operation): Breaker {
    const found = breakers.get(operation) ?? createBreaker(operation);
    breakers.set(operation, found);
    return found;
  }

  return {
    call: (operation, work) =>
      inSpan(tracer, `stripe ${operation}`, { kind: SpanKind.CLIENT, attributes: { [RPC.serverAddress]: config.apiBase ?? 'api.stripe.com' } }, () =>
        breakerOf(operation).run(() => work(sdk)),
      ),
    [Symbol.dispose]() {
      for (const breaker of breakers.values()) breaker[Symbol.dispose]();
    },
  };
}

interface Breaker extends Disposable {
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Opens when half of at least 20 calls in 30 s got no answer; probes every 10 s. Refusals are answers. */
function createBreaker(operation: Operation): Breaker {
  const breaker = new CircuitBreaker((work: () => Promise<void>) => work(), {
    name: `stripe ${operation}`,
    // The SDK ends its calls itself; opossum's timeout would leave them running.
    timeout: false,
    // opossum opens at the first failure unless told otherwise.
    volumeThreshold: 20,
    errorThresholdPercentage: 50,
    rollingCountTimeout: 30_000,
    resetTimeout: 10_000,
    errorFilter: isAnswer,
  });
  return {
    async run<T>(work: () => Promise<T>): Promise<T> {
      const outcome = Promise.withResolvers<T>();
      try {
        await breaker.fire(async () => outcome.resolve(await translated(operation, work)));
      } catch (error) {
        if (!(error instanceof Error && CircuitBreaker.isOurError(error))) throw error;
        throw new ProviderUnavailable(`Stripe ${operation}: not called, because it has not answered lately`);
      }
      return outcome.promise;
    },
    [Symbol.dispose]: () => breaker.shutdown(),
  };
}

async function translated<T>(operation: Operation, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw translate(operation, error);
  }
}
