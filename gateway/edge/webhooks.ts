/** A provider's webhook reaches the payment service byte for byte, and the provider hears 2xx only after it is stored there. */
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { PaymentService } from '#proto/berth/payment/v1/payment_service_pb.ts';
import type { Caller } from '#runtime/actor/types.ts';
import type { Failure } from '#runtime/errors.ts';
import { PLATFORM_TENANT } from '#runtime/ids.ts';
import type { Logger } from '#runtime/logger.ts';
import type { RpcConnection } from '#runtime/rpc/connection.ts';
import { toFailure } from '#runtime/rpc/interceptors/errors.ts';
import { RPC } from '#runtime/telemetry/attributes.ts';
import { contextOf, traceparentOf } from '#runtime/telemetry/propagation.ts';
import type { Telemetry } from '#runtime/telemetry/telemetry.ts';
import type { Limits } from '../limits.ts';
import type { Limiter } from '../quota/limiter.ts';
import { readBody } from './body.ts';
import { type Exchange, type Handler, headerOf } from './exchange.ts';
import { json, problem, type Reply, send } from './reply.ts';

export interface WebhooksOptions {
  readonly payments: RpcConnection;
  readonly telemetry: Telemetry;
  readonly logger: Logger;
  readonly limits: Limits;
  readonly limiter: Limiter;
}

interface Route {
  readonly provider: string;
  readonly account: string;
}

const PATH = /^\/webhooks\/(?<provider>[a-z0-9-]{1,40})(?:\/(?<account>[\w.-]{1,80}))?$/;
/** Whose tenant it is follows from our own rows, not from what the request says. */
const CALLER: Caller = { tenantId: PLATFORM_TENANT, subject: 'service:gateway', roles: ['service'] };
const SECOND_MS = 1_000;
const WITHHELD: ReadonlySet<string> = new Set(['authorization', 'cookie', 'proxy-authorization']);

/** `POST /webhooks/{provider}` for the platform's own account, `/webhooks/{provider}/{account}` for a tenant's. */
export function webhooks(options: WebhooksOptions): Handler {
  return async (exchange) => {
    const { provider, account = 'platform' } = PATH.exec(exchange.url.pathname)?.groups ?? {};
    if (provider === undefined) return send(exchange, problem(404, 'NOT_FOUND', 'Webhooks go to /webhooks/{provider} or /webhooks/{provider}/{account}.'));
    if (exchange.method !== 'POST') return send(exchange, problem(405, 'METHOD_NOT_ALLOWED', 'Webhooks are sent with POST.', { allow: 'POST' }));
    send(exchange, await traced(exchange, { provider, account }, options));
  };
}

async function traced(exchange: Exchange, route: Route, options: WebhooksOptions): Promise<Reply> {
  const parent = contextOf(headerOf(exchange.request, 'traceparent'));
  const span = options.telemetry.tracer.startSpan(`webhook ${route.provider}`, { kind: SpanKind.SERVER }, parent);
  const within = trace.setSpan(parent, span);
  exchange.response.setHeader('traceparent', traceparentOf(within));
  try {
    return await context.with(within, () => ingest(exchange, route, options));
  } catch (error) {
    const failure = toFailure(error, options.logger, 'webhook');
    span.setAttributes({ [RPC.status]: failure.code, [RPC.errorType]: failure.reason }).setStatus({ code: SpanStatusCode.ERROR });
    return answerTo(failure);
  } finally {
    span.end();
  }
}

async function ingest({ request, clientAddress: address }: Exchange, { provider, account }: Route, { payments, limits, limiter }: WebhooksOptions): Promise<Reply> {
  // Not by account: before its signature is looked at, anybody may name any.
  const { refusal } = await limiter.count(PaymentService.method.ingestWebhook, { address });
  if (refusal) return problem(429, refusal.reason, refusal.message, { 'retry-after': String(Math.ceil((refusal.details.retryAfterMs ?? SECOND_MS) / SECOND_MS)) });
  const body = await readBody(request, limits.bodyBytes);
  if (body === undefined) return problem(413, 'BODY_TOO_LARGE', `A webhook may have ${limits.bodyBytes} bytes.`);
  if (body.length === 0) return problem(400, 'BODY_EMPTY', 'A webhook has a body.');
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    name.startsWith(':') || WITHHELD.has(name) ? [] : { name, value: Array.isArray(value) ? value.join(', ') : (value ?? '') },
  );
  const message = { provider, account, headers: headers.slice(0, 100), body };
  const { duplicate } = await payments.unary(PaymentService.method.ingestWebhook, message, { caller: CALLER, deadlineMs: limits.unaryMs });
  return json(200, { received: true, duplicate });
}

/** Providers repeat what was not answered with 2xx: 503 asks them to, 400 says that a repeat would end the same. */
function answerTo({ code, reason, message }: Failure): Reply {
  const pointless: readonly string[] = ['INVALID_ARGUMENT', 'UNAUTHENTICATED', 'PERMISSION_DENIED', 'NOT_FOUND', 'FAILED_PRECONDITION', 'OUT_OF_RANGE'];
  if (code === 'NOT_FOUND') return problem(404, reason, message);
  if (pointless.includes(code)) return problem(400, reason, message);
  return problem(503, 'WEBHOOK_NOT_STORED', 'The webhook could not be stored. Send it again.', { 'retry-after': '5' });
}
