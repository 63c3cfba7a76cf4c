/** Answers /v1: authenticates, finds the endpoint, runs it in one transaction and replies only after it is on disk. */
import { type Handler, header, json, type Reply, type Request } from '../../http/exchange.ts';
import { router } from '../../http/router.ts';
import type { Books } from '../books.ts';
import type { Faults } from '../../http/faults.ts';
import { API_VERSION } from '../model/event.ts';
import { newId } from '../model/ids.ts';
import { StripeFault } from '../model/payment-error.ts';
import type { Transact } from '../transact.ts';
import { type AcceptedKeys, authorize, secretKeyRequired } from './authorize.ts';
import { accountEndpoints, SANDBOX_ACCOUNT } from './account.ts';
import { chargeEndpoints } from './charges.ts';
import { customerEndpoints } from './customers.ts';
import { type Answer, type Endpoint, type Input, notFound } from './endpoint.ts';
import { eventEndpoints } from './events.ts';
import { expand } from './expand.ts';
import { decodeForm } from './form.ts';
import { fingerprintOf, inProgress, isRemembered, storedReply } from './idempotency.ts';
import { paymentIntentEndpoints } from './payment-intents.ts';
import { refundEndpoints } from './refunds.ts';

export interface ApiParts {
  readonly books: Books;
  readonly transact: Transact;
  readonly faults: Faults;
  readonly keys: AcceptedKeys;
}

/** A call that was understood and may be made. */
interface Planned {
  readonly endpoint: Endpoint;
  readonly input: Input;
  readonly requestId: string;
  readonly idempotencyKey: string | null;
}

const route = router({
  ...paymentIntentEndpoints,
  ...refundEndpoints,
  ...chargeEndpoints,
  ...customerEndpoints,
  ...eventEndpoints,
  ...accountEndpoints,
});

export function serveApi(parts: ApiParts): Handler {
  const busy = new Set<string>();
  return async (request) => {
    const requestId = newId('req', 14);
    const headers = { 'request-id': requestId, 'stripe-version': API_VERSION };
    try {
      const planned = plan(parts, request, requestId);
      const reply =
        planned.idempotencyKey === null
          ? await execute(parts, request, planned)
          : await once(parts, request, planned, planned.idempotencyKey, busy);
      return { ...reply, headers: { ...headers, ...reply.headers } };
    } catch (error) {
      if (error instanceof StripeFault) return json(error.status, errorBody(error, requestId), headers);
      throw error;
    }
  };
}

function plan({ keys }: ApiParts, request: Request, requestId: string): Planned {
  const { pathname, searchParams } = request.url;
  const fields = decodeForm(
    request.method === 'POST' ? new URLSearchParams(request.body.toString('utf8')) : searchParams,
  );
  const caller = authorize(request, fields, keys);
  const match = route(request.method, pathname.replace(/\/$/, ''));
  if (match === undefined) throw notFound(request.method, pathname);
  if (caller === 'browser' && match.target.browser !== true) throw secretKeyRequired();
  const idempotencyKey = request.method === 'POST' ? (header(request, 'idempotency-key') ?? null) : null;
  return {
    endpoint: match.target,
    input: { id: match.params['id'] ?? '', path: pathname, fields, caller, account: keys.account ?? SANDBOX_ACCOUNT },
    requestId,
    idempotencyKey,
  };
}

/** Runs a keyed request the first time and repeats its answer afterwards; two at once is a conflict. */
async function once(
  parts: ApiParts,
  request: Request,
  planned: Planned,
  key: string,
  busy: Set<string>,
): Promise<Reply> {
  const stored = storedReply(parts.books, key, request);
  if (busy.has(key)) throw inProgress(key);
  if (stored !== undefined) {
    return {
      status: stored.status,
      body: stored.body,
      headers: {
        ...JSON_TYPE,
        'idempotency-key': key,
        'idempotent-replayed': 'true',
        'original-request': stored.request,
      },
    };
  }
  busy.add(key);
  try {
    const reply = await execute(parts, request, planned);
    return { ...reply, headers: { ...reply.headers, 'idempotency-key': key, 'original-request': planned.requestId } };
  } finally {
    busy.delete(key);
  }
}

async function execute(parts: ApiParts, request: Request, planned: Planned): Promise<Reply> {
  const fault = parts.faults.strike(request.method, request.url.pathname);
  if (fault?.kind === 'refuse')
    throw new StripeFault(fault.status ?? 500, {
      type: 'api_error',
      message: 'An unknown error occurred (asked for through the sandbox).',
    });
  const answer = await perform(parts, request, planned);
  if (fault?.kind === 'hold') await parts.faults.released();
  return { status: answer.status, body: answer.body, headers: JSON_TYPE, hangUp: fault?.kind === 'hang-up' };
}

interface Written {
  readonly status: number;
  readonly body: string;
}

/** The answer is stored in the transaction that does the work: neither can be lost without the other. */
async function perform(parts: ApiParts, request: Request, planned: Planned): Promise<Written> {
  const { endpoint, input, requestId, idempotencyKey } = planned;
  const origin = { id: requestId, idempotency_key: idempotencyKey };
  try {
    const { result, saved } = parts.transact(origin, (call) => {
      const answer = endpoint.run(call, input);
      const written = { status: answer.status, body: bodyOf(answer, input, parts.books) };
      remember(parts.books, request, planned, written, call.now);
      return written;
    });
    await saved;
    return result;
  } catch (error) {
    if (!(error instanceof StripeFault) || idempotencyKey === null || !isRemembered(error)) throw error;
    const written = { status: error.status, body: JSON.stringify(errorBody(error, requestId)) };
    await parts.transact(origin, (call) => remember(parts.books, request, planned, written, call.now)).saved;
    return written;
  }
}

function remember(
  books: Books,
  request: Request,
  { idempotencyKey, requestId }: Planned,
  written: Written,
  now: number,
): void {
  if (idempotencyKey === null) return;
  books.replies.put({
    id: idempotencyKey,
    object: 'reply',
    path: request.url.pathname,
    fingerprint: fingerprintOf(request),
    ...written,
    request: requestId,
    created: now,
  });
}

const JSON_TYPE = { 'content-type': 'application/json' };

function bodyOf(answer: Answer, { fields }: Input, books: Books): string {
  return JSON.stringify(answer.status === 200 ? expand(answer.body, fields, books) : answer.body, null, 2);
}

function errorBody(fault: StripeFault, requestId: string): object {
  return { error: { ...fault.body, request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}` } };
}
