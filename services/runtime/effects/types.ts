/** Outside calls as data: a turn records one, a worker makes it after commit, its outcome comes back as a turn. */
import type { Key } from '../actor/types.ts';

/** Name of an effect with the types of its input and outcome, both plain JSON (amounts as decimal strings). */
export interface EffectType<I, O> {
  readonly name: string;
  /** Never there: a method, so that effects of any types fit one list of runners. */
  phantom?(input: I): O;
}

/** Declares an effect: `export const capture = effectType<CaptureInput, CaptureOutcome>('capture')`. */
export const effectType = <I, O>(name: string): EffectType<I, O> => ({ name });

/** What a running effect knows besides its input. */
export interface EffectContext {
  /** The effect's uuid: the same for every attempt, so good as an idempotency key. */
  readonly id: string;
  readonly tenantId: string;
  readonly key: Key;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Aborts at the attempt's timeout, and when the service stops during the call. */
  readonly signal: AbortSignal;
  /** W3C traceparent of the effect's span, for providers that can carry it. */
  readonly traceparent: string;
}

/** How an effect is carried out. `run` must be safe to repeat with the same `context.id`. */
export interface EffectRunner<I = never, O = unknown> {
  readonly type: EffectType<I, O>;
  /** Milliseconds one attempt may take; 10,000 by default. */
  readonly timeoutMs?: number;
  /** Attempts before giving up; 12 by default (about 17 minutes with backoff). */
  readonly maxAttempts?: number;
  /** Makes the call. A thrown error is tried again with backoff; a thrown `Permanent` is not. */
  run(input: I, context: EffectContext): Promise<O>;
  /** The outcome to deliver when attempts are used up or the deadline has passed (`DeadlinePassed`); without it the effect is parked for an operator. */
  giveUp?(input: I, error: Error): O;
}

/** An outside call failed in a way that trying again cannot mend. */
export class Permanent extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Permanent';
  }
}

/** The effect's deadline passed before its call was answered. An attempt before may have reached the other side without our knowing. */
export class DeadlinePassed extends Permanent {
  /** Calls that were begun before the deadline. */
  readonly attempts: number;
  constructor(attempts: number) {
    super(attempts === 0 ? 'the deadline passed before the call was made' : `the deadline passed; calls begun before it: ${attempts}`);
    this.name = 'DeadlinePassed';
    this.attempts = attempts;
  }
}
