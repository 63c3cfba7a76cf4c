/** /_sandbox/…: the sandbox's own HTTP interface for end-to-end tests and the sandbox page; JSON in, JSON out. */
import { type Handler, json, type Reply, type Request } from '../http/exchange.ts';
import { BadJson, count, type JsonObject, readJsonObject, text, texts } from '../http/json-body.ts';
import { router } from '../http/router.ts';
import { readFault } from '../http/faults.ts';
import { StripeFault } from './model/payment-error.ts';
import type { StripeControls } from './sandbox.ts';
import type { ReleaseOrder } from './webhooks/controls.ts';

type Action = (
  sandbox: StripeControls,
  body: JsonObject,
  params: Readonly<Record<string, string>>,
) => object | Promise<object>;

const DONE = { ok: true };

const route = router<Action>({
  'GET /_sandbox/payments': (sandbox) => ({ data: sandbox.payments() }),
  'GET /_sandbox/deliveries': (sandbox) => ({ data: sandbox.webhooks.deliveries() }),
  'POST /_sandbox/webhooks/endpoints': ({ webhooks }, body) => {
    webhooks.register({
      url: text(body, 'url'),
      secret: text(body, 'secret'),
      ...(body['events'] === undefined ? {} : { events: texts(body, 'events') }),
    });
    return DONE;
  },
  'POST /_sandbox/webhooks/pause': ({ webhooks }) => {
    webhooks.pause();
    return DONE;
  },
  'POST /_sandbox/webhooks/hold': ({ webhooks }, body) => {
    webhooks.hold(texts(body, 'types'));
    return DONE;
  },
  'POST /_sandbox/webhooks/resume': async ({ webhooks }, body) => {
    await webhooks.resume(order(body), body['seed'] === undefined ? 1 : count(body, 'seed', 2 ** 31));
    return DONE;
  },
  'POST /_sandbox/webhooks/copies': ({ webhooks }, body) => {
    webhooks.copies(count(body, 'count', 100));
    return DONE;
  },
  'POST /_sandbox/webhooks/settled': async ({ webhooks }) => {
    await webhooks.settled();
    return DONE;
  },
  'POST /_sandbox/events/:id/redeliver': async ({ webhooks }, body, { id = '' }) => {
    await webhooks.redeliver(id, body['times'] === undefined ? 1 : count(body, 'times', 100));
    return DONE;
  },
  'POST /_sandbox/payment_intents/:id/expire': (sandbox, _body, { id = '' }) => sandbox.expireAuthorization(id),
  'POST /_sandbox/faults': ({ faults }, body) => {
    faults.add(readFault(body));
    return DONE;
  },
  'POST /_sandbox/faults/clear': ({ faults }) => {
    faults.clear();
    return DONE;
  },
});

export function serveControl(sandbox: StripeControls): Handler {
  return async (request) => {
    const match = route(request.method, request.url.pathname);
    if (match === undefined) return problem(404, `there is no ${request.method} ${request.url.pathname}`);
    try {
      return json(200, await match.target(sandbox, bodyOf(request), match.params));
    } catch (error) {
      if (error instanceof BadJson) return problem(400, error.message);
      if (error instanceof StripeFault) return json(error.status, { error: error.body });
      throw error;
    }
  };
}

function bodyOf(request: Request): JsonObject {
  return request.method === 'POST' ? readJsonObject(request) : {};
}

function problem(status: number, message: string): Reply {
  return json(status, { error: { message } });
}

function order(body: JsonObject): ReleaseOrder {
  const value = body['order'] ?? 'arrival';
  if (value === 'arrival' || value === 'random' || value === 'reverse') return value;
  throw new BadJson('order must be arrival, reverse or random');
}
