/** An HTTP endpoint that records webhooks and answers what the test says. */
import { json, type Request } from '../../http/exchange.ts';
import { listen } from '../../http/listen.ts';

export const WEBHOOK_SECRET = 'whsec_sandboxspec';

export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string;
  readonly received: Request[];
  /** Resolves when that many requests have arrived in all. */
  arrived(count: number): Promise<void>;
}

export async function receiveWebhooks(
  statusOf: (request: Request, index: number) => number = () => 200,
): Promise<WebhookReceiver> {
  const received: Request[] = [];
  let waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const listener = await listen(
    'webhook receiver',
    (request) => {
      const index = received.push(request) - 1;
      for (const { resolve } of waiting.filter(({ count }) => count <= received.length)) resolve();
      waiting = waiting.filter(({ count }) => count > received.length);
      return json(statusOf(request, index), {});
    },
    {},
  );
  return {
    url: `${listener.url}/webhooks/stripe/main`,
    received,
    arrived: (count) =>
      received.length >= count ? Promise.resolve() : new Promise((resolve) => void waiting.push({ count, resolve })),
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}

export function typesOf(received: readonly Request[]): string[] {
  return received.map((request) => String(JSON.parse(request.body.toString('utf8')).type));
}
