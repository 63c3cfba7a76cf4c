/** Events between services: what an envelope carries and what a reaction is. */
import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import type { Actor } from '../actor/actor.ts';
import type { Caller, Key, Turn } from '../actor/types.ts';
import type { Query } from '../db/query.ts';

/** Everything about a delivered event but its payload. */
export interface Envelope {
  /** Event's uuid: the inbox key. */
  readonly id: string;
  /** Such as `payment.authorized`. */
  readonly type: string;
  /** Service that published it. */
  readonly source: string;
  readonly tenantId: string;
  /** The publishing aggregate and the event's number in its life, from 1 without gaps. */
  readonly key: string;
  readonly keyVersion: bigint;
  readonly time: Date;
  /** Who caused it: a user's uuid or `service:<name>`. */
  readonly actor: string;
  readonly traceparent: string;
}

/**
 * What a service does about one event of another service: a turn, exactly once.
 * The turn's request id is the event's id, so a redelivery is answered from the request log.
 */
export interface Reaction<D extends DescMessage = DescMessage, S = unknown, E = unknown, Facts = unknown> {
  readonly event: D;
  readonly actor: Actor<S, E>;
  /** For events that the runtime publishes in many services: which ones. */
  readonly sources?: readonly string[];
  /**
   * The turn comes to the same whatever else happens on the event's key, before or after. A service that wants nothing else of
   * another is then sent nothing else, and keeps no positions on its keys: the inbox alone makes each event count once.
   */
  readonly standsAlone?: true;
  /** Keys that the turn needs; an empty list means that the event is none of this service's business. */
  route(event: MessageShape<D>, read: Query, envelope: Envelope): Promise<readonly Key[]> | readonly Key[];
  /** Reads what the turn has to know besides its keys, before it queues; for events that have keys. */
  prepare?(event: MessageShape<D>, read: Query, envelope: Envelope): Promise<Facts>;
  /** Changes state; a rejection is final for this event (it is not redelivered) and is logged. `facts` is what `prepare` gave. */
  turn(turn: Turn<S, E>, event: MessageShape<D>, envelope: Envelope, facts: Facts): void;
}

/** Declares a reaction with its types inferred. One a file, in `reactions/`. */
export const reaction = <D extends DescMessage, S, E, Facts = void>(definition: Reaction<D, S, E, Facts>): Reaction<D, S, E, Facts> => definition;

/** The caller that a reaction's turn runs as: the publishing service, in the event's tenant. */
export const callerOf = (envelope: Envelope): Caller => ({
  tenantId: envelope.tenantId,
  subject: `service:${envelope.source}`,
  roles: ['service'],
});
