/** What a consumer remembers of events that it could not finish: how often they failed, and how long they wait for one before them. */
import { systemClock } from '../clock.ts';
import { ACK_WAIT_MS } from './streams.ts';
import type { Envelope } from './types.ts';

export interface PatienceOptions {
  /** Milliseconds of a clock that never runs backwards. */
  readonly now?: () => number;
  /** How long an event waits for missing ones before it; 40,000 ms by default. */
  readonly gapMs?: number;
  /** The same for a key that was never seen: its first events may have aged out of the stream. 40,000 ms by default. */
  readonly unknownGapMs?: number;
}

export interface Patience {
  /** Counts a failed try; gives the milliseconds until the next one. Only failures that waiting cannot mend count towards giving up. */
  failed(envelope: Envelope, counts: boolean): { readonly retryInMs: number; readonly failures: number };
  /** Milliseconds after which to look again, or `undefined` when the event has waited for those before it long enough. */
  waitForEarlier(envelope: Envelope, position: { readonly known: boolean; readonly version: bigint }): number | undefined;
  /** The event is done with. */
  forget(envelope: Envelope): void;
}

interface Entry {
  readonly address: string;
  readonly version: bigint;
  since: number;
  touched: number;
  tries: number;
  failures: number;
}

/** Waiting times after the first, second, … failed try; the last one stands for all that follow. */
const BACKOFF_MS = [200, 500, 1_000, 2_000, 5_000, 10_000] as const;
const GAP_LOOK_MS = { first: 250, last: 2_000 } as const;
/** Longer than the broker takes to deliver again what a replica had in its hands when it died: that event comes, it is only late. */
const GAP_MS = ACK_WAIT_MS + 10_000;
const FORGET_AFTER_MS = 600_000;

export function createPatience({ now = () => systemClock.monotonic(), gapMs = GAP_MS, unknownGapMs = GAP_MS }: PatienceOptions = {}): Patience {
  const entries = new Map<string, Entry>();
  let sweepAt = now() + FORGET_AFTER_MS;

  function entryOf({ id, tenantId, key, keyVersion }: Envelope): Entry {
    sweep();
    const found = entries.get(id) ?? { address: `${tenantId}/${key}`, version: keyVersion, since: now(), touched: now(), tries: 0, failures: 0 };
    // Not delivered for longer than the broker takes to: it was lost and came back, and so may those before it, only now.
    if (found.touched < now() - ACK_WAIT_MS) found.since = now();
    found.touched = now();
    entries.set(id, found);
    return found;
  }

  /** Another replica may have finished what we remember. */
  function sweep(): void {
    if (now() < sweepAt) return;
    sweepAt = now() + FORGET_AFTER_MS;
    for (const [id, { touched }] of entries) if (touched < now() - FORGET_AFTER_MS) entries.delete(id);
  }

  /** An event before this one is being tried again here: its turn will come, however long it takes. */
  const isBeingRetried = (address: string, after: bigint, before: bigint): boolean =>
    [...entries.values()].some((entry) => entry.address === address && entry.tries > 0 && entry.version > after && entry.version < before);

  return {
    failed(envelope, counts) {
      const entry = entryOf(envelope);
      entry.tries += 1;
      if (counts) entry.failures += 1;
      return { retryInMs: BACKOFF_MS[Math.min(entry.tries, BACKOFF_MS.length) - 1] ?? 10_000, failures: entry.failures };
    },
    waitForEarlier(envelope, { known, version }) {
      const entry = entryOf(envelope);
      const waited = now() - entry.since;
      const goesOn = waited >= (known ? gapMs : unknownGapMs) && !isBeingRetried(entry.address, version, entry.version);
      return goesOn ? undefined : Math.min(GAP_LOOK_MS.last, Math.max(GAP_LOOK_MS.first, waited / 8));
    },
    forget: ({ id }) => void entries.delete(id),
  };
}
