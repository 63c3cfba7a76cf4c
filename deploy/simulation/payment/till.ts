/** The card provider in the world: what can be paid, outages, and webhooks on their way to the payment service. */
import { EPOCH, type SimulatedProcess } from '#runtime/testing/simulation/process.ts';
import type { StripeApi } from '../../../services/payment/stripe/api.ts';
import type { Ground } from '../ground.ts';
import { createProvider, paymentOf, type Intent, type Provider } from './provider.ts';
import { createStripeApi } from './stripe-api.ts';

export interface Till {
  readonly provider: Provider;
  apiOf(process: SimulatedProcess): StripeApi;
  /** The provider answers nothing but 503 for so long. */
  close(ms: number): void;
  /** The intent of a payment as soon as it can be paid; nothing when that takes longer than `ms`. */
  payable(paymentId: string, ms: number): Promise<Intent | undefined>;
}

export interface TillOptions {
  readonly send: (type: string, object: object) => void;
  readonly beforeCapture: (intent: Intent, idempotencyKey: string) => void;
}

const CALM = { lostCall: 0, lostAnswer: 0, slow: 0 };

export function createTill(ground: Ground, { send, beforeCapture }: TillOptions): Till {
  const { scheduler, plan } = ground;
  const waiting = new Map<string, (intent: Intent) => void>();
  const payables = new Map<string, Intent>();
  let openAt = 0;
  const provider = createProvider({
    random: scheduler.random,
    now: () => Math.floor((EPOCH + scheduler.now()) / 1_000),
    emit: send,
    beforeCapture,
    onPayable(intent) {
      payables.set(paymentOf(intent), intent);
      waiting.get(paymentOf(intent))?.(intent);
    },
  });
  return {
    provider,
    apiOf: (process) =>
      createStripeApi({
        scheduler, process, provider,
        mishaps: () => (ground.calm ? CALM : plan.provider),
        isUp: () => scheduler.now() >= openAt,
        count: (mishap) => ground.count(mishap),
      }),
    close: (ms) => void (openAt = scheduler.now() + ms),
    payable: (paymentId, ms) =>
      new Promise((resolve) => {
        const known = payables.get(paymentId);
        if (known) return resolve(known);
        waiting.set(paymentId, resolve);
        scheduler.later(ms, 'tires of waiting to pay', () => resolve(undefined));
      }),
  };
}
