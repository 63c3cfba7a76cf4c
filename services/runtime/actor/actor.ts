/** Declares actors as object literals whose handlers are checked against the Protobuf service that they implement. */
import type { GenService } from '@bufbuild/protobuf/codegenv2';
import type { Query } from '../db/query.ts';
import type { Behaviour, Key, Methods, PrepareContext, Published, ReplyOf, RequestOf, StateShape, Turn, View } from './types.ts';

/**
 * One write RPC. `prepare` fetches foreign facts before the command queues (they enter it as a snapshot);
 * `route` names its keys; `turn` decides, purely, and gives the reply.
 */
export interface Command<Req, Reply, S, E, Facts = unknown> {
  prepare?(request: Req, context: PrepareContext): Promise<Facts>;
  /** The turn's keys, the aggregate's own key first. `facts` is what `prepare` gave. */
  route(request: Req, facts: Facts, context: PrepareContext): Promise<readonly Key[]> | readonly Key[];
  /** What a store has to load for this command, handed to `Store.load` as a window. */
  window?(request: Req, facts: Facts): unknown;
  turn(turn: Turn<S, E>, request: Req, facts: Facts): Reply;
  /**
   * For creates, whose aggregate keeps `turn.request`: the reply to a repeat that the request log has forgotten, and the
   * fingerprint of the request that made it; `undefined` when this request made nothing yet. `prepare` finds the aggregate by
   * (tenant, principal, request id), on which its table has a unique index, and `route` names its key instead of a new one.
   */
  existing?(turn: Turn<S, E>, request: Req, facts: Facts): { readonly reply: Reply; readonly bodyHash: Uint8Array } | undefined;
  /** The tenant that the turn runs in when it is not the caller's: that of a tenant being created. */
  tenant?(request: Req, facts: Facts): string | undefined;
  /** Reasons after which the command is prepared and run once more: a value that `prepare` chose by chance was taken meanwhile. */
  readonly anew?: readonly string[];
  /**
   * `false`: a repeat runs again instead of being answered from the request log. For commands whose own state tells a repeat
   * apart, and whose old answer must not be had again once that state has moved on.
   */
  readonly logged?: false;
  /** W3C traceparent of the trace that the turn belongs to, when it is not the caller's: a webhook joins the trace of what it is about. */
  trace?(request: Req, facts: Facts): string | undefined;
  /**
   * Completes the reply after the commit with what must not be stored, such as a token; also on a repeat.
   * May throw a `Failure` for a turn that had to change something and refuse.
   */
  finish?(reply: Reply, facts: Facts): Promise<Reply>;
}

/** One read RPC. Object checks (is it theirs?) happen here, after loading. */
export type QueryHandler<Req, Reply> = (view: View, request: Req) => Promise<Reply>;

/** One streaming read RPC. Ends when `view.signal` aborts. */
export type StreamHandler<Req, Reply> = (view: StreamView, request: Req) => AsyncIterable<Reply>;

/** A stream's view: every `read` is a fresh look. */
export interface StreamView extends Omit<View, 'db' | 'now' | 'entities'> {
  /** A fresh look at the caller's tenant. */
  read<T>(work: (view: View) => Promise<T>): Promise<T>;
  /** Resolves when the key changed since the last call, at the latest after `maxWaitMs`. */
  changed(key: Key, maxWaitMs: number): Promise<void>;
  /** Calls back whenever one of the keys of the caller's tenant changed, until disposed: also after this stream has ended, for work that streams share. */
  listen(keys: readonly Key[], onChange: () => void): Disposable;
}

type UnaryKeys<G> = { [K in keyof Methods<G>]: Methods<G>[K] extends { methodKind: 'unary' } ? K : never }[keyof Methods<G>];
type StreamKeys<G> = Exclude<keyof Methods<G>, UnaryKeys<G>>;

/** Query handlers of a service. */
export type Queries<G> = { readonly [K in UnaryKeys<G>]?: QueryHandler<RequestOf<G, K>, ReplyOf<G, K>> };
/** Stream handlers of a service. */
export type Streams<G> = { readonly [K in StreamKeys<G>]?: StreamHandler<RequestOf<G, K>, ReplyOf<G, K>> };

/** RPCs of one Protobuf service that need no actor. */
export interface Reader<G = GenService<never>> {
  readonly service: G;
  readonly queries?: Queries<G>;
  readonly streams?: Streams<G>;
}

/** A handler written as a method, so that actors of any state fit `Actor<unknown, unknown>`. */
type Delivery<Args extends readonly unknown[]> = { deliver(...args: Args): void }['deliver'];

/** The definition of an actor: its state's boundary, rules, commands, and what comes back to it later. */
export interface Actor<S = unknown, E = unknown, G = unknown> {
  /** Name in logs, spans and tables. */
  readonly name: string;
  readonly state: StateShape<S>;
  readonly behaviour: Behaviour<S, E>;
  /** The integration event of a domain event, or `undefined` when others need not know. Sees the state after it. */
  publish?(event: E, state: S): Published | undefined;
  /** The Protobuf service that the commands implement; absent when only events drive the actor. */
  readonly service?: G;
  readonly commands?: Readonly<Record<string, Command<never, unknown, S, E, never>>>;
  /** Outcomes of effects, by the effect's name, on the key that asked. */
  readonly outcomes?: Readonly<Record<string, Delivery<[turn: Turn<S, E>, outcome: never, input: never]>>>;
  /** Reminders, by name, on the key that asked. A delivered reminder is gone; it may remind itself again. */
  readonly reminders?: Readonly<Record<string, Delivery<[turn: Turn<S, E>]>>>;
}

/** An actor as its author writes it: requests and replies come from the service, facts from each `prepare`. */
export interface ActorDefinition<G, S, E, F> extends Omit<Actor<S, E, G>, 'commands' | 'service'> {
  readonly service?: G;
  readonly commands?: {
    readonly [K in keyof F]: Command<RequestOf<G, K & keyof Methods<G>>, ReplyOf<G, K & keyof Methods<G>>, S, E, F[K]>;
  };
}

/** Declares an actor. Guarantees of its turns: `services/runtime/README.md`. */
export const actor = <G, S, E, F = Record<never, never>>(definition: ActorDefinition<G, S, E, F>): Actor<S, E, G> =>
  definition as unknown as Actor<S, E, G>;

/** Declares read RPCs of a service. */
export const reader = <G>(definition: Reader<G>): Reader<G> => definition;

/** The key of something that this command brings into being, with an id that `prepare` made up (`newId`); see `Key.born`. */
export const born = ({ type, id }: Key): Key => ({ type, id, born: true });

/** Reads needed only while routing. */
export type RouteRead = Query;
