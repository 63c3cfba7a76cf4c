/**
 * The newest answer to one question, for everyone in this process who watches it: computed once for all of them, when the version of
 * something that it depends on has changed, and when time alone changes it. News may be lost: versions are also looked at every two seconds.
 */
import type { StreamView } from '../../../runtime/actor/actor.ts';
import type { Key } from '../../../runtime/actor/types.ts';
import { systemClock, type Clock } from '../../../runtime/clock.ts';
import { createWakeup, type Wakeup } from '../../../runtime/events/wakeup.ts';
import { pause } from '../../../runtime/events/pause.ts';
import { quietly } from '../../../runtime/telemetry/quiet.ts';
import { type Answer, isEqual } from './answer.ts';
import type { Versions } from './versions.ts';

/** What a feed is computed by; each call is a look of its own at the database. */
export interface Looks {
  versions(view: StreamView): Promise<Versions>;
  answer(view: StreamView): Promise<TimedAnswer>;
}

export interface TimedAnswer {
  readonly answer: Answer;
  /** When time alone may change it; never when absent. */
  readonly until: Date | undefined;
}

export interface Feed {
  /** Begins to watch. The work is done on behalf of one of those who watch, whoever it is. */
  join(view: StreamView): Reader;
}

export interface Reader extends Disposable {
  /** The answer by a look that began after the call; `undefined` when the stream ended before. */
  first(): Promise<Answer | undefined>;
  /** An answer other than this one, whatever came in between; `undefined` when there was none for `maxWaitMs`. */
  after(known: Answer, maxWaitMs: number): Promise<Answer | undefined>;
}

/** A change whose news was lost on the way is seen at the next look. */
const LOOK_AGAIN_MS = 2_000;
/** Changes that come in a burst are looked at together. */
const BURST_MS = 100;

export interface FeedOptions {
  readonly clock?: Clock;
  /** Called when nobody watches any more, or when computing failed: a feed is not used again. */
  readonly onEnd?: () => void;
}

export function openFeed(looks: Looks, { clock = systemClock, onEnd = () => undefined }: FeedOptions = {}): Feed {
  const readers = new Map<StreamView, Wakeup>();
  const stirred = createWakeup(clock);
  let current: TimedAnswer | undefined;
  let failure: { readonly error: unknown } | undefined;
  let seen: Versions | undefined;
  let ears: Disposable | undefined;
  let isRunning = false;
  let [asked, served] = [0, 0];

  const someone = (): StreamView | undefined => [...readers.keys()].find(({ signal }) => !signal.aborted);
  const isDue = ({ until }: TimedAnswer): boolean => until !== undefined && until <= clock.now();
  const tellAll = (): void => readers.forEach((reader) => reader.set());

  async function look(view: StreamView): Promise<void> {
    const serving = asked;
    // Versions first: a change that comes in between is in the answer already and shows up again at the next look.
    const versions = await looks.versions(view);
    if (versions.print !== seen?.print || !current || isDue(current)) {
      const next = await looks.answer(view);
      current = current && isEqual(current.answer, next.answer) ? { ...next, answer: current.answer } : next;
    }
    if (!seen || !sameKeys(versions.keys, seen.keys)) hear(view, versions.keys);
    seen = versions;
    served = serving;
    tellAll();
  }

  function hear(view: StreamView, keys: readonly Key[]): void {
    const before = ears;
    ears = view.listen(keys, () => stirred.set());
    before?.[Symbol.dispose]();
    // What changed since the look was not heard of.
    stirred.set();
  }

  async function run(): Promise<void> {
    try {
      for (let view = someone(); view; view = someone()) {
        const began = clock.monotonic();
        await lookAs(view);
        await stirred.wait(waitMs());
        await pause(Math.max(0, BURST_MS - (clock.monotonic() - began)), undefined, clock);
      }
    } catch (error) {
      failure = { error };
    } finally {
      isRunning = false;
      ears?.[Symbol.dispose]();
      onEnd();
      tellAll();
    }
  }

  /** Whoever leaves in the middle of a look takes nobody along: the next one goes on. */
  async function lookAs(view: StreamView): Promise<void> {
    try {
      await quietly(() => look(view));
    } catch (error) {
      if (!view.signal.aborted) throw error;
      stirred.set();
    }
  }

  function waitMs(): number {
    const dueMs = current?.until ? current.until.getTime() - clock.now().getTime() : LOOK_AGAIN_MS;
    return Math.max(0, Math.min(LOOK_AGAIN_MS, dueMs));
  }

  return {
    join(view) {
      const news = createWakeup(clock);
      readers.set(view, news);
      if (!isRunning) {
        isRunning = true;
        void run();
      }
      /** Waits for the newest answer to be one that `isWanted`; `undefined` when it never is. */
      async function until(isWanted: (answer: Answer) => boolean, maxWaitMs: number): Promise<Answer | undefined> {
        const end = clock.monotonic() + maxWaitMs;
        while (!view.signal.aborted) {
          if (failure) throw failure.error;
          if (current && isWanted(current.answer)) return current.answer;
          const left = end - clock.monotonic();
          if (left <= 0) return undefined;
          await news.wait(Math.min(left, LOOK_AGAIN_MS), view.signal);
        }
        return undefined;
      }
      return {
        first() {
          const ticket = (asked += 1);
          stirred.set();
          return until(() => served >= ticket, Infinity);
        },
        after: (known, maxWaitMs) => until((answer) => answer !== known, maxWaitMs),
        [Symbol.dispose]() {
          readers.delete(view);
          if (readers.size === 0) stirred.set();
        },
      };
    },
  };
}

const sameKeys = (a: readonly Key[], b: readonly Key[]): boolean => a.length === b.length && a.every(({ type, id }, index) => b[index]?.type === type && b[index].id === id);
