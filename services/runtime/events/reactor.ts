/** Turns a delivered event into the turn that a service declared for it, exactly once: the event's id is the turn's request id. */
import { createHash } from 'node:crypto';
import { fromBinary, getOption } from '@bufbuild/protobuf';
import { context as contexts, SpanKind, type Context, type Tracer } from '@opentelemetry/api';
import { event_name } from '#proto/berth/type/v1/event_pb.ts';
import type { Mailbox } from '../actor/mailbox.ts';
import type { Key } from '../actor/types.ts';
import type { Database } from '../db/database.ts';
import type { Query } from '../db/query.ts';
import { Failure } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { BERTH, MESSAGING } from '../telemetry/attributes.ts';
import { contextOf } from '../telemetry/propagation.ts';
import { inSpan } from '../telemetry/spans.ts';
import { MalformedEvent, type IncomingEnvelope } from './envelope.ts';
import { isRejection } from './failures.ts';
import { createRouteReads } from './route-reads.ts';
import { callerOf, type Reaction } from './types.ts';

export interface ReactorOptions {
  readonly reactions: readonly Reaction[];
  readonly mailbox: Pick<Mailbox, 'submit'>;
  readonly database: Pick<Database, 'read'>;
  readonly tracer: Tracer;
  readonly logger: Logger;
}

/** `ignored`: this service does not react to it. `rejected`: its rules said no, which is final. */
export type Outcome = 'applied' | 'rejected' | 'ignored';

export interface Reactor {
  /** Services whose events are reacted to. */
  readonly sources: readonly string[];
  /** The one type of event that is wanted of a source, when no other is and it stands alone; `undefined` for all. */
  only(source: string): string | undefined;
  /** Runs the reaction to an event. Throws `MalformedEvent` when the payload cannot be read, else what kept the turn from running. */
  react(envelope: IncomingEnvelope, payload: Uint8Array): Promise<Outcome>;
}

/** Throws a `TypeError` when two reactions are declared for one event: its id could not tell their turns apart. */
export function createReactor(options: ReactorOptions): Reactor {
  const { tracer } = options;
  const reads = createRouteReads(options.database);
  const byType = new Map<string, Reaction>();
  const reactionsTo = (source: string): Reaction[] => [...byType.values()].filter((reaction) => sourcesOf(reaction).includes(source));
  for (const reaction of options.reactions) {
    const type = getOption(reaction.event, event_name);
    if (type === '') throw new TypeError(`${reaction.event.typeName} is no event: it has no event_name`);
    if (byType.has(type)) throw new TypeError(`two reactions to ${type}; one service has one`);
    byType.set(type, reaction);
  }
  return {
    sources: [...new Set([...byType.values()].flatMap(sourcesOf))],
    only(source) {
      const [first, ...others] = reactionsTo(source);
      return first?.standsAlone && others.length === 0 ? getOption(first.event, event_name) : undefined;
    },
    async react(envelope, payload) {
      const reaction = byType.get(envelope.type);
      if (!reaction) return 'ignored';
      // What a service may publish is all under its own name: an event of another's that it wrote itself is none.
      if (!sourcesOf(reaction).includes(envelope.source)) throw new MalformedEvent(`${envelope.type} is no event of ${envelope.source}`);
      const event = decode(reaction, envelope, payload);
      const parent = contextOf(envelope.traceparent);
      const keys = await contexts.with(parent, () => reaction.route(event, reads(envelope.tenantId), envelope));
      // Most events concern few of those who get them: only whoever acts on one is seen in its trace.
      if (keys.length === 0) return 'ignored';
      return inSpan(tracer, `consume ${envelope.type}`, { kind: SpanKind.CONSUMER, attributes: attributesOf(envelope), parent }, (context) =>
        runReaction(options, { reaction, event, keys, envelope, payload, context, read: reads(envelope.tenantId) }),
      );
    },
  };
}

interface Reacting {
  readonly reaction: Reaction;
  readonly event: ReturnType<typeof decode>;
  readonly keys: readonly Key[];
  readonly envelope: IncomingEnvelope;
  readonly payload: Uint8Array;
  readonly context: Context;
  readonly read: Query;
}

async function runReaction(
  { mailbox, logger }: Pick<ReactorOptions, 'mailbox' | 'logger'>,
  { reaction, event, keys, envelope, payload, context, read }: Reacting,
): Promise<Outcome> {
  try {
    const facts = await reaction.prepare?.(event, read, envelope);
    await mailbox.submit({
      actor: reaction.actor,
      caller: callerOf(envelope),
      method: `event:${envelope.type}`,
      requestId: envelope.id,
      bodyHash: createHash('sha256').update(payload).digest(),
      keys,
      context,
      run(turn) {
        reaction.turn(turn, event, envelope, facts);
        return new Uint8Array();
      },
    });
    return 'applied';
  } catch (error) {
    if (!(error instanceof Failure) || !isRejection(error)) throw error;
    logger.warn({ event: envelope.id, type: envelope.type, reason: error.reason, problem: error.message }, 'an event was refused by the rules');
    return 'rejected';
  }
}

function decode({ event }: Reaction, envelope: IncomingEnvelope, payload: Uint8Array): ReturnType<typeof fromBinary> {
  if (envelope.schema !== event.typeName) throw new MalformedEvent(`payload is a ${envelope.schema}, not a ${event.typeName}`);
  try {
    return fromBinary(event, payload);
  } catch {
    throw new MalformedEvent(`payload is no ${event.typeName}`);
  }
}

/** The services that publish an event: `berth.payment.v1` belongs to `payment`. */
function sourcesOf({ event, sources }: Reaction): readonly string[] {
  if (sources) return sources;
  const [, service] = event.file.proto.package.split('.');
  if (!service) throw new TypeError(`${event.typeName} belongs to no service`);
  return [service];
}

const attributesOf = (envelope: IncomingEnvelope): Record<string, string> => ({
  [MESSAGING.system]: 'nats',
  [MESSAGING.operation]: 'process',
  [MESSAGING.destination]: envelope.source,
  [MESSAGING.messageId]: envelope.id,
  [BERTH.event]: envelope.type,
  [BERTH.eventId]: envelope.id,
  [BERTH.tenant]: envelope.tenantId,
  [BERTH.key]: envelope.key,
});
