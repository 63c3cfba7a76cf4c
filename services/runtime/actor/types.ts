/** The vocabulary of the actor runtime: keys, callers, turns, stores and the shape of an actor. */
import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from '@bufbuild/protobuf';
import type { GenService } from '@bufbuild/protobuf/codegenv2';
import type { Rejection } from '../errors.ts';
import type { EntityManager } from '../db/database.ts';
import type { Query } from '../db/query.ts';
import type { EffectType } from '../effects/types.ts';

/** The boundary of one invariant: turns on the same key run one after the other. `id` is a uuid. */
export interface Key {
  readonly type: string;
  readonly id: string;
  /**
   * The command made the id up a moment ago, so nobody else can know it: it is neither locked nor looked up, and its anchor is
   * written once, when the turn used it. An id that exists all the same ends the turn with `ABORTED`.
   */
  readonly born?: true;
}

/** Roles as the token carries them. */
export type Role = 'user' | 'provider' | 'admin' | 'operator' | 'service';

/** On whose behalf something runs; always of exactly one tenant. */
export interface Caller {
  /** Tenant's uuid. */
  readonly tenantId: string;
  /** A user's uuid, `service:<name>`, an API key's `key_…`, or `anonymous`. */
  readonly subject: string;
  readonly roles: readonly Role[];
  /** The session that a person acts in, a uuid; unknown of services, API keys and the anonymous. */
  readonly session?: string;
  /** What an API key may do, of all that its roles may; of nobody else. */
  readonly scopes?: readonly string[];
  /** Somebody without an account, who has what this one session made and nothing else. */
  readonly guest?: true;
}

/** A domain decision: the events that happen, or the rule that says no. */
export type Decision<E> = { readonly events: readonly E[] } | { readonly rejection: Rejection };

/** Pure rules of an actor: where it begins and what each event makes of it. */
export interface Behaviour<S, E> {
  readonly initial: S;
  evolve(state: S, event: E): S;
}

/** An integration event on its way to the outbox. `type` comes from the schema's `event_name` option. */
export interface Published<D extends DescMessage = DescMessage> {
  /** The aggregate whose event version this event advances; one of the turn's keys. */
  readonly key: Key;
  /** The key's TypeID, as in the subject. */
  readonly subject: string;
  readonly schema: D;
  readonly payload: MessageInitShape<D>;
}

/** When and for whom an outside call is made. */
export interface EffectOptions {
  /** The key that gets the outcome; the turn's first by default. */
  readonly key?: Key;
  /** Not before; at once by default. */
  readonly due?: Date;
  /** After it the call is not begun any more: the runner's `giveUp` says what comes of it, else it is parked. */
  readonly deadline?: Date;
}

/** The request that a turn answers. A create keeps it with what it made, so that a repeat is known for life: see `Command.existing`. */
export interface TurnRequest {
  /** Who asked: the caller's subject. */
  readonly principal: string;
  readonly id: string;
  /** Fingerprint of the body, as in the request log. */
  readonly bodyHash: Uint8Array;
}

/** One turn: a command on one or more keys, run alone on them, pure but for what it records on this object. */
export interface Turn<S, E> {
  readonly caller: Caller;
  /** Database time, the same for the whole batch. */
  readonly now: Date;
  /** State of the keys of this turn, with everything applied so far. */
  readonly state: S;
  /** Trace that the turn belongs to, 32 hexadecimal digits. */
  readonly traceId: string;
  /** What asks for the turn, when it is a command or an event whose repeat is known by its id. */
  readonly request?: TurnRequest;
  /** Applies a decision and gives the new state; a rejection ends the turn and changes nothing. */
  apply(decision: Decision<E>): S;
  /** Makes sure that the turn holds these keys: when it does not, it starts again with them (at most three times). */
  need(...keys: readonly Key[]): void;
  /** Version of a key's state including this turn's changes: the etag. */
  version(key: Key): bigint;
  /** Checks an etag given by the caller: `ABORTED` when the key has moved on; the empty etag always passes. */
  expectEtag(key: Key, etag: string): void;
  /** Asks for an outside call, made after commit; its outcome comes back as a turn. */
  effect<I, O>(type: EffectType<I, O>, input: NoInfer<I>, options?: EffectOptions): void;
  /** Runs the actor's reminder `name` on `key` (default: the first) at `due`; replaces one of the same name. */
  remind(name: string, due: Date, key?: Key): void;
  /** Takes a reminder back. */
  forget(name: string, key?: Key): void;
}

/** What a store is asked to load: a key of a tenant and the turns that touch it, so that it may read only what concerns them. */
export interface Load {
  readonly tenantId: string;
  readonly key: Key;
  readonly turns: readonly TouchingTurn[];
}

/** A turn that touches a key. */
export interface TouchingTurn {
  /** What the command's `window` returned; `undefined` for a turn without one. */
  readonly window: unknown;
  /** All keys of the turn. */
  readonly keys: readonly Key[];
}

/** A key's part of state before and after a batch; `before === undefined` is new, `after === undefined` is removed. */
export interface Change<P> {
  readonly tenantId: string;
  readonly key: Key;
  readonly before: P | undefined;
  readonly after: P | undefined;
  /** The key's version after the batch, for the row. */
  readonly version: bigint;
  /** Database time of the batch. */
  readonly now: Date;
}

/** Rows of one type of key. The only place of an actor that knows SQL. */
export type Store<P> = Saver<P> & (Loader<P> | LoaderAcrossTenants<P>);

/** Writes the state of keys. */
export interface Saver<P> {
  /** Writes net differences; throws `WriteConflict` when a constraint kept rows out. */
  save(tx: Query, changes: readonly Change<P>[]): Promise<void>;
}

/** Loads the state of keys, tenant by tenant. */
export interface Loader<P> {
  /** State by `key.id`; a missing entry is state `undefined`. All loads of a call are of one tenant, and only its rows are visible. */
  load(tx: Query, loads: readonly Load[]): Promise<ReadonlyMap<string, P>>;
}

/** For keys that batches of many tenants touch often: one call loads them all. */
export interface LoaderAcrossTenants<P> {
  /**
   * The state of each load, in their order. The loads are of several tenants whose rows are all visible, and one id may stand
   * for something in each: rows must be told apart by tenant and id.
   */
  loadAcross(tx: Query, loads: readonly Load[]): Promise<readonly (P | undefined)[]>;
}

/** A constraint refused rows: the batch rolls back and is bisected; alone, the turn answers `rejection`. */
export class WriteConflict extends Error {
  readonly rejection: Rejection;
  constructor(rejection: Rejection) {
    super(rejection.message);
    this.name = 'WriteConflict';
    this.rejection = rejection;
  }
}

/** A typed part: key type, id, value. */
export type Part = readonly [key: Key, value: unknown];

/** How rows of several key types make the state of one turn, and back. */
export interface StateShape<S> {
  readonly stores: Readonly<Record<string, Store<unknown>>>;
  /** The turn's state out of the parts of its keys, in the order of its route. */
  compose(parts: readonly Part[]): S;
  /** The parts of a state; a part that is left out is unchanged. */
  decompose(state: S): readonly Part[];
}

/** Reads of one tenant outside any turn; each statement is a short transaction of its own. */
export interface View {
  readonly caller: Caller;
  readonly db: Query;
  readonly now: Date;
  /** Ends when the caller has gone. */
  readonly signal: AbortSignal;
  readonly traceId: string;
  /** MikroORM for this tenant, for one unit of work; for `queries/`. */
  entities(): EntityManager;
}

/** What `prepare` and `route` see: reads, the request's id, and clients of other services through closures. */
export interface PrepareContext extends View {
  readonly requestId: string;
}

type Unary<S extends GenService<never>> = S;
/** Methods of a generated service. */
export type Methods<G> = G extends GenService<infer M> ? M : never;
/** Request message of a method. */
export type RequestOf<G, K extends keyof Methods<G>> = Methods<G>[K] extends { input: infer I extends DescMessage } ? MessageShape<I> : never;
/** What a handler may return for a method. */
export type ReplyOf<G, K extends keyof Methods<G>> = Methods<G>[K] extends { output: infer O extends DescMessage } ? MessageInitShape<O> : never;

export type { DescMethodUnary, Unary };
