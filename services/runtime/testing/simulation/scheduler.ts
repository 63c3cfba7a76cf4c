/**
 * Decides what happens next in a simulated world: one thing at a time, at a virtual moment that the seed chose, with all code
 * that waits for it run to a standstill before the next. Whoever repeats the seed sees the same things in the same order.
 */
import { createAgenda } from './agenda.ts';
import { createRandom, type Random } from './random.ts';

/** Whose event it is: those of a dead process never happen, those of a paused one not before it goes on. */
export interface Owner {
  readonly name: string;
  readonly alive: boolean;
  /** Virtual milliseconds until which it stands still. */
  readonly pausedUntil: number;
}

/** Something that is to happen; disposing takes it back. */
interface PendingEvent extends Disposable {
  readonly at: number;
  readonly order: number;
  readonly label: string;
  readonly owner: Owner | undefined;
  run: (() => void) | undefined;
}

/** The world's time and the order of its events. */
export interface Scheduler {
  readonly seed: number;
  readonly random: Random;
  /** Virtual milliseconds since the beginning. */
  now(): number;
  /** Lets something happen after `delayMs`; events without an owner belong to the world and always happen. */
  later(delayMs: number, label: string, run: () => void, owner?: Owner): Disposable;
  /** Writes a line between the events of the trace. */
  note(text: string): void;
  /** Goes on until nothing is left, `done` says so (looked at between events), or the time is up. */
  run(options: { readonly untilMs: number; readonly done?: () => boolean }): Promise<void>;
  /** Events that happened. */
  readonly events: number;
  /** A fingerprint of everything that happened so far, and when. */
  readonly fingerprint: number;
}

/** What a scheduler is made with. */
export interface SchedulerOptions {
  readonly seed: number;
  /** Takes the lines of the trace; without it none are made. */
  readonly trace?: (line: string) => void;
}

/** A world at its first moment. */
export function createScheduler({ seed, trace }: SchedulerOptions): Scheduler {
  const random = createRandom(seed);
  const agenda = createAgenda<PendingEvent>();
  let now = 0;
  let order = 0;
  let events = 0;
  let fingerprint = 0x811c_9dc5;

  function mark(text: string): void {
    for (let index = 0; index < text.length; index += 1) fingerprint = Math.imul(fingerprint ^ text.charCodeAt(index), 0x0100_0193);
    fingerprint = Math.imul(fingerprint ^ Math.round(now * 1_000), 0x0100_0193);
  }

  function enter(at: number, label: string, run: () => void, owner: Owner | undefined): Disposable {
    order += 1;
    const event: PendingEvent = { at, order, label, owner, run, [Symbol.dispose]: cancel };
    agenda.add(event);
    return event;
  }

  function happen({ label, owner, run }: PendingEvent, at: number): void {
    now = Math.max(now, at);
    events += 1;
    mark(label);
    trace?.(line(owner?.name ?? 'world', label));
    run?.();
  }

  const line = (who: string, what: string): string => `${(now / 1_000).toFixed(4).padStart(10)} ${who.padEnd(12)} ${what}`;

  return {
    seed,
    random,
    now: () => now,
    later: (delayMs, label, run, owner) => enter(now + Math.max(0, delayMs), label, run, owner),
    note: (text) => trace?.(line('', text)),
    async run({ untilMs, done = () => false }) {
      while (!done()) {
        const event = agenda.take();
        if (!event) return void (now = Math.max(now, untilMs));
        const { owner, run } = event;
        if (!run || owner?.alive === false) continue;
        if (owner && owner.pausedUntil > event.at) {
          enter(owner.pausedUntil, event.label, run, owner);
          continue;
        }
        if (event.at > untilMs) {
          agenda.add(event);
          now = untilMs;
          return;
        }
        happen(event, event.at);
        await settled();
      }
    },
    get events() {
      return events;
    },
    get fingerprint() {
      return fingerprint >>> 0;
    },
  };
}

function cancel(this: PendingEvent): void {
  this.run = undefined;
}

/** Every promise that can go on has gone on before an immediate runs. */
const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
