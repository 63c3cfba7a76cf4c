/** Buckets that all gateways share, in a NATS key-value bucket: written only by whoever saw the latest state, so no token is given twice. */
import { setTimeout as delay } from 'node:timers/promises';
import { type KV, type NatsConnection, NatsError, StorageType } from 'nats';
import type { Nats } from '#runtime/events/connection.ts';
import type { Logger } from '#runtime/logger.ts';
import { boundedMap } from '#runtime/rpc/bounded-map.ts';
import { FULL, type Rule, type Taken, takeFrom } from './bucket.ts';
import { LONGEST_WINDOW_MS } from './rules.ts';
import { type QuotaStore, QuotasAway } from './store.ts';

/** A bucket as last seen; revision 0 is one that nobody has written. */
interface Seen {
  readonly revision: number;
  readonly fullAt: number;
}

const UNSEEN: Seen = { revision: 0, fullAt: FULL };
/** The bucket in NATS. */
export const QUOTA_BUCKET = 'berth_quotas';
const MAX_BYTES = 64 * 1024 * 1024;
const TIMEOUT_MS = 2_000;
/** Calls must not wait for a store that has just failed. */
const AWAY_MS = 5_000;
const ATTEMPTS = 20;
const LONGEST_PAUSE_MS = 50;
const REMEMBERED = 50_000;

/** Opens the bucket; makes it when it is missing and the connection may make one. */
export function openQuotaBucket(connection: NatsConnection): Promise<KV> {
  // What is older than any window is full again. nats-server 2.9 knows one age for the whole bucket.
  const options = { ttl: LONGEST_WINDOW_MS, storage: StorageType.Memory, history: 1, max_bytes: MAX_BYTES, allow_direct: false };
  return connection.jetstream({ timeout: TIMEOUT_MS, checkAPI: false }).views.kv(QUOTA_BUCKET, options);
}

/** The store on `nats`. It is in memory there: after a restart of NATS all buckets are full. */
export function sharedQuotas(nats: Pick<Nats, 'live'>, logger: Logger, now: () => number = Date.now): QuotaStore {
  const seen = boundedMap<string, Seen>(REMEMBERED);
  let opened: { readonly on: NatsConnection; readonly kv: Promise<KV> } | undefined;
  let awayUntil = 0;

  const open = (): Promise<KV> => {
    const connection = nats.live();
    if (!connection) throw new QuotasAway();
    if (opened?.on !== connection) opened = { on: connection, kv: openQuotaBucket(connection) };
    return opened.kv;
  };
  const takeShared = async (key: string, rule: Rule, wanted: number): Promise<Taken> => {
    const kv = await open();
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const { revision, fullAt } = seen.get(key) ?? UNSEEN;
      const taken = takeFrom(rule, fullAt, wanted, now());
      const written = taken.tokens === 0 && revision > 0 ? revision : await write(kv, key, taken.fullAt, revision);
      if (written !== undefined) {
        seen.set(key, { revision: written, fullAt: taken.fullAt });
        return taken;
      }
      // Another gateway was first. Those who meet at one bucket must not meet there again.
      if (attempt > 1) await delay(Math.random() * Math.min(2 ** attempt, LONGEST_PAUSE_MS));
      seen.set(key, await read(kv, key));
    }
    throw new QuotasAway();
  };
  return {
    async take(key, rule, wanted) {
      if (now() < awayUntil) throw new QuotasAway();
      try {
        return await takeShared(key, rule, wanted);
      } catch (error) {
        // The bucket is looked for again the next time: a broker that lost its disk has none.
        opened = undefined;
        awayUntil = now() + AWAY_MS;
        logger.warn({ err: error }, 'rate limits cannot be shared at the moment');
        throw error instanceof QuotasAway ? error : new QuotasAway(error);
      }
    },
  };
}

const WRONG_LAST_SEQUENCE = 10_071;

/** The new revision; `undefined` when `revision` is not the latest. */
async function write(kv: KV, key: string, fullAt: number, revision: number): Promise<number | undefined> {
  try {
    return await kv.put(key, String(fullAt), { previousSeq: revision });
  } catch (error) {
    if (error instanceof NatsError && error.api_error?.err_code === WRONG_LAST_SEQUENCE) return undefined;
    throw error;
  }
}

async function read(kv: KV, key: string): Promise<Seen> {
  const entry = await kv.get(key);
  return entry ? { revision: entry.revision, fullAt: Number(entry.string()) } : UNSEEN;
}
