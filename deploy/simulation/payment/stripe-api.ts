/** The provider behind the payment service's own interface to Stripe: calls get lost, answers get lost, and it is down now and then. */
import Stripe from 'stripe';
import type { SimulatedProcess } from '#runtime/testing/simulation/process.ts';
import type { Scheduler } from '#runtime/testing/simulation/scheduler.ts';
import type { StripeApi } from '../../../services/payment/stripe/api.ts';
import { translate } from '../../../services/payment/stripe/errors.ts';
import { Refused, type Provider } from './provider.ts';

/** How likely each mishap is, for each call. */
export interface ProviderMishaps {
  readonly lostCall: number;
  /** What was asked is done, and the answer never comes. */
  readonly lostAnswer: number;
  readonly slow: number;
}

export interface StripeApiOptions {
  readonly scheduler: Scheduler;
  readonly process: SimulatedProcess;
  readonly provider: Provider;
  readonly mishaps: () => ProviderMishaps;
  /** Whether the provider answers at all. */
  readonly isUp: () => boolean;
  readonly count: (mishap: string) => void;
}

/** As long as the SDK waits. */
const TIMEOUT_MS = 10_000;

export function createStripeApi(options: StripeApiOptions): StripeApi {
  const sdk = sdkOf(options);
  return {
    async call(operation, work) {
      try {
        return await work(sdk);
      } catch (error) {
        throw translate(operation, error);
      }
    },
    [Symbol.dispose]: () => undefined,
  };
}

type Idempotent = { readonly idempotencyKey?: string } | undefined;

/** The few calls that the payment service makes. */
function sdkOf(options: StripeApiOptions): Stripe {
  const { provider } = options;
  const ask = <T>(label: string, work: () => T): Promise<T> => request(options, label, work);
  const calls = {
    paymentIntents: {
      create: (params: Stripe.PaymentIntentCreateParams, more: Idempotent) => ask('create', () => provider.create(params, more?.idempotencyKey)),
      capture: (id: string, _: object, more: Idempotent) => ask('capture', () => provider.capture(id, more?.idempotencyKey)),
      cancel: (id: string, _: object, more: Idempotent) => ask('cancel', () => provider.cancel(id, more?.idempotencyKey)),
      retrieve: (id: string) => ask('retrieve', () => provider.retrieve(id)),
    },
    refunds: {
      create: (params: Stripe.RefundCreateParams, more: Idempotent) => ask('refund', () => provider.refund(params, more?.idempotencyKey)),
      list: ({ payment_intent: id }: { readonly payment_intent: string }) => ask('refunds', () => ({ data: provider.refundsOf(id) })),
    },
  };
  return calls as unknown as Stripe;
}

function request<T>({ scheduler, process, mishaps, isUp, count }: StripeApiOptions, label: string, work: () => T): Promise<T> {
  const { random } = scheduler;
  const unlucky = (mishap: keyof ProviderMishaps): boolean => {
    const happens = random.chance(mishaps()[mishap]);
    if (happens) count(`provider: ${mishap}`);
    return happens;
  };
  const latency = (): number => (unlucky('slow') ? random.between(1_000, 12_000) : random.between(20, 300));
  return new Promise((resolve, reject) => {
    const timer = scheduler.later(TIMEOUT_MS, `${label} timeout`, () => reject(new Stripe.errors.StripeConnectionError({ message: 'timeout' })), process);
    const answer = (tell: () => void): void => {
      if (unlucky('lostAnswer')) return;
      scheduler.later(latency(), `${label} answered`, () => (timer[Symbol.dispose](), tell()), process);
    };
    if (unlucky('lostCall')) return;
    scheduler.later(latency(), `provider ${label}`, () => {
      if (!isUp()) return answer(() => reject(new Stripe.errors.StripeAPIError({ message: 'Service unavailable', statusCode: 503 })));
      try {
        const result = work();
        answer(() => resolve(result));
      } catch (error) {
        answer(() => reject(error instanceof Refused ? invalid(error) : error));
      }
    });
  });
}

const invalid = ({ code, message }: Refused): Error => new Stripe.errors.StripeInvalidRequestError({ type: 'invalid_request_error', code, message, statusCode: 400 });
