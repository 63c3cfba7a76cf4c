/** Turns actors and readers into RPC handlers: one table from the RPC's full name to what serves it, complete or the service does not start. */
import { create, fromBinary, toBinary, type DescMethod, type DescService, type Message, type MessageInitShape } from '@bufbuild/protobuf';
import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { trace } from '@opentelemetry/api';
import type { Actor, Command, QueryHandler, Reader, StreamHandler, StreamView } from '../actor/actor.ts';
import type { Mailbox } from '../actor/mailbox.ts';
import type { Submission } from '../actor/submission.ts';
import { checkSameBody } from '../actor/request-log.ts';
import type { PrepareContext, Turn, View } from '../actor/types.ts';
import type { CallAudit } from '../audit/calls.ts';
import type { Changes } from '../events/changes.ts';
import { systemClock, type Clock } from '../clock.ts';
import type { Database } from '../db/database.ts';
import { asFailure } from '../db/faults.ts';
import { Failure } from '../errors.ts';
import { contextOf } from '../telemetry/propagation.ts';
import type { ServerCall } from './server.ts';

/** Serves one call: encoded bytes or a message for unary RPCs, messages for streams. */
export type Handler = (call: ServerCall) => Promise<Uint8Array | Message> | AsyncIterable<Message>;

export interface HandlerOptions {
  readonly actors: readonly Actor[];
  readonly readers: readonly Reader<unknown>[];
  readonly mailbox: Mailbox;
  readonly database: Database;
  readonly changes: Changes;
  /** Key of the fingerprints of requests, see `bodyKeyOf`. */
  readonly bodyKey: Uint8Array;
  /** This process's clock: `view.now`; the machine's by default. */
  readonly clock?: Clock;
  /** Tells the audit log; nobody by default. */
  readonly audit?: CallAudit;
}

/**
 * Derives the key of requests' fingerprints from a secret that the database does not hold. Without it a stored fingerprint of
 * a request with a password would be a fast hash to guess that password against.
 */
export const bodyKeyOf = (secret: string): Uint8Array => new Uint8Array(hkdfSync('sha256', secret, '', 'berth request fingerprints', 32));

/** The services to serve and the handler of each of their methods. Throws a `TypeError` naming every method without exactly one handler. */
export function createHandlers(options: HandlerOptions): { services: DescService[]; handlers: ReadonlyMap<string, Handler> } {
  const services = new Map<string, DescService>();
  const handlers = new Map<string, Handler>();
  const problems: string[] = [];

  function add(service: unknown, name: string, build: (method: DescMethod) => Handler): void {
    if (!isService(service)) return void problems.push(`${name}: its actor or reader names no service`);
    services.set(service.typeName, service);
    const method = service.method[name];
    if (!method) return void problems.push(`${service.typeName} has no method ${name}`);
    if (handlers.has(fullName(method))) problems.push(`${fullName(method)} has two handlers`);
    handlers.set(fullName(method), sorted(build(method)));
  }

  for (const actor of options.actors) {
    for (const [name, command] of Object.entries(actor.commands ?? {})) {
      add(actor.service, name, (method) => commandHandler(options, actor, command, method));
    }
  }
  for (const { service, queries, streams } of options.readers) {
    for (const [name, handler] of Object.entries(queries ?? {})) {
      add(service, name, (method) => queryHandler(options, handler as QueryHandler<Message, unknown>, method));
    }
    for (const [name, handler] of Object.entries(streams ?? {})) {
      add(service, name, (method) => streamHandler(options, handler as StreamHandler<Message, unknown>, method));
    }
  }
  for (const service of services.values()) {
    for (const method of service.methods) if (!handlers.has(fullName(method))) problems.push(`${fullName(method)} has no handler`);
  }
  if (problems.length > 0) throw new TypeError(`RPC handlers are incomplete:\n  ${problems.join('\n  ')}`);
  return { services: [...services.values()], handlers };
}

/** Reads through MikroORM throw what Postgres or the driver says: whatever may succeed later is told so. */
const sorted = (handler: Handler): Handler => (call) => {
  const reply = handler(call);
  return Symbol.asyncIterator in reply ? sortedStream(reply) : reply.catch((error: unknown) => Promise.reject(asFailure(error)));
};

async function* sortedStream(messages: AsyncIterable<Message>): AsyncGenerator<Message> {
  try {
    yield* messages;
  } catch (error) {
    throw asFailure(error);
  }
}

/** `berth.booking.v1.BookingService/CreateBooking`. */
export const fullName = (method: DescMethod): string => `${method.parent.typeName}/${method.name}`;

const isService = (value: unknown): value is DescService =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'service';

function commandHandler(options: HandlerOptions, actor: Actor, command: Command<never, unknown, unknown, unknown, never>, method: DescMethod): Handler {
  const bodyKey = createSecretKey(options.bodyKey);
  const attempt: (call: ServerCall) => Promise<Uint8Array | Message> = async (call) => {
    const request = call.request as never;
    const view: PrepareContext = { ...viewOf(options, call), requestId: call.requestId };
    const facts = (await command.prepare?.(request, view)) as never;
    const keys = await command.route(request, facts, view);
    const window = command.window?.(request, facts);
    const tenantId = command.tenant?.(request, facts) ?? call.caller.tenantId;
    const audited = options.audit?.actOf(call);
    const { reply } = await options.mailbox.submit({
      actor,
      caller: { ...call.caller, tenantId },
      method: fullName(method),
      ...(command.logged !== false && { requestId: call.requestId, bodyHash: fingerprint(bodyKey, call) }),
      keys,
      ...(window !== undefined && { window }),
      ...(audited && { audited }),
      ...traceOf(call, command.trace?.(request, facts)),
      ...(call.deadline && { deadline: call.deadline }),
      signal: call.signal,
      run: (turn) => toBinary(method.output, create(method.output, replyOf(command, turn, request, facts) as MessageInitShape<typeof method.output>)),
    });
    if (!command.finish) return reply;
    const finished = await command.finish(fromBinary(method.output, reply), facts);
    return create(method.output, finished as MessageInitShape<typeof method.output>);
  };
  return (call) =>
    attempt(call).catch((error: unknown) => {
      if (error instanceof Failure && command.anew?.includes(error.reason)) return attempt(call);
      throw error;
    });
}

/** The turn's reply, or that of the aggregate which the same request made before. */
function replyOf(command: Command<never, unknown, unknown, unknown, never>, turn: Turn<unknown, unknown>, request: never, facts: never): unknown {
  const existing = command.existing?.(turn, request, facts);
  if (!existing) return command.turn(turn, request, facts);
  checkSameBody(existing.bodyHash, turn.request?.bodyHash);
  return existing.reply;
}

const fingerprint = (key: KeyObject, { method, request }: ServerCall): Uint8Array =>
  createHmac('sha256', key).update(toBinary(method.input, request)).digest();

/** The caller's trace, or another one with a link back to the caller's. */
function traceOf({ context }: ServerCall, traceparent: string | undefined): Pick<Submission, 'context' | 'links'> {
  const span = trace.getSpanContext(context);
  if (traceparent === undefined) return { context };
  return { context: contextOf(traceparent), ...(span && { links: [{ context: span }] }) };
}

function queryHandler(options: HandlerOptions, handler: QueryHandler<Message, unknown>, method: DescMethod): Handler {
  return async (call) => {
    const reply = await handler(viewOf(options, call), call.request);
    options.audit?.answered(call);
    return create(method.output, reply as MessageInitShape<typeof method.output>);
  };
}

function streamHandler(options: HandlerOptions, handler: StreamHandler<Message, unknown>, method: DescMethod): Handler {
  return async function* (call) {
    // However it ends, the view's signal aborts: what was watched must not stay watched.
    const ended = new AbortController();
    let looked = false;
    try {
      for await (const reply of handler(streamView(options, call, AbortSignal.any([call.signal, ended.signal])), call.request)) {
        // Once it is known not to be refused.
        if (!looked) options.audit?.answered(call);
        looked = true;
        yield create(method.output, reply as MessageInitShape<typeof method.output>);
      }
    } finally {
      ended.abort();
    }
  };
}

function streamView(options: HandlerOptions, call: ServerCall, signal: AbortSignal): StreamView {
  const { tenantId } = call.caller;
  const watch = options.changes.watch(tenantId, signal);
  return {
    caller: call.caller,
    signal,
    traceId: traceIdOf(call),
    read: (work) => work(viewOf(options, call)),
    changed: (key, maxWaitMs) => watch.changed(key, maxWaitMs),
    listen: (keys, onChange) => options.changes.listen(tenantId, keys, onChange),
  };
}

const traceIdOf = (call: ServerCall): string => trace.getSpanContext(call.context)?.traceId ?? '';

/** A view whose statements each run in a short transaction of the caller's tenant: none is held open across a remote call. */
function viewOf({ database, clock = systemClock }: Pick<HandlerOptions, 'database' | 'clock'>, call: ServerCall): View {
  const { tenantId } = call.caller;
  return {
    caller: call.caller,
    db: { run: (sql, params) => database.readOne([tenantId], sql, params) },
    now: clock.now(),
    signal: call.signal,
    traceId: traceIdOf(call),
    entities: () => database.entityManager(tenantId),
  };
}
