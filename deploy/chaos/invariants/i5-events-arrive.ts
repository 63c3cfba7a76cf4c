/** I5: every event that was committed reaches everybody who takes events of its service, and none is lost on the way. */
import type { Evidence, Invariant } from './evidence.ts';

export interface Behind {
  readonly consumer: string;
  readonly keys: number;
  readonly example: string;
}

interface KeyRow {
  readonly tenant_id: string;
  readonly key: string;
  readonly events: string;
  readonly last: string;
}

interface PositionRow {
  readonly tenant_id: string;
  readonly key: string;
  readonly version: string;
  readonly missing: string;
}

const KEYS = `select tenant_id, key, count(*) as events, max(key_version) as last from outbox
  where created_time <= coalesce($1::timestamptz, 'infinity') group by tenant_id, key`;
const POSITIONS = 'select tenant_id, key, version, missing::text from consumer_position where consumer = $1';

export const eventsArrive: Invariant = {
  name: 'I5',
  meaning: 'Nothing waits in an outbox, no version of a key is missing from it, each event was taken by each consumer of its service, and there are no dead letters.',
  async check(evidence: Evidence) {
    const found: string[] = [];
    for (const service of evidence.services) {
      const rows = evidence.rows(service);
      const [waiting] = await rows<{ count: number; oldest: string }>(
        `select count(*)::int as count, extract(epoch from clock_timestamp() - min(created_time))::int as oldest from outbox where published_time is null`,
      );
      if (waiting && waiting.count > 0) found.push(`${service}: ${waiting.count} events wait in the outbox, the oldest for ${waiting.oldest} s`);
      const keys = await rows<KeyRow>(KEYS, [null]);
      found.push(...keys.filter(({ events, last }) => events !== last).map(({ key, events, last }) => `${service}: key ${key} has ${events} events up to version ${last}`));
      for (const letter of await rows<{ consumer: string; event_id: string; error: string }>('select consumer, event_id, error from dead_letter where replayed_time is null')) {
        found.push(`${service}: event ${letter.event_id} is a dead letter of ${letter.consumer}: ${letter.error}`);
      }
    }
    const behind = await whoIsBehind(evidence);
    return [...found, ...behind.map(({ consumer, keys, example }) => `${consumer} has not taken the events of ${keys} keys, such as ${example}`)];
  },
};

/** Consumers that have not taken every event in the outbox of the service that they listen to, or every one that is older than `until`. */
export async function whoIsBehind(evidence: Pick<Evidence, 'subscribers' | 'rows'>, until?: Date): Promise<Behind[]> {
  const behind: Behind[] = [];
  for (const [source, consumers] of evidence.subscribers) {
    const keys = await evidence.rows(source)<KeyRow>(KEYS, [until ?? null]);
    for (const consumer of consumers) {
      const name = `BERTH_${source.toUpperCase()}.${consumer}`;
      const positions = await evidence.rows(consumer)<PositionRow>(POSITIONS, [name]);
      const known = new Map(positions.map((row) => [`${row.tenant_id}/${row.key}`, row]));
      const late = keys.filter(({ tenant_id: tenant, key, last }) => !hasTaken(known.get(`${tenant}/${key}`), BigInt(last)));
      const [example] = late;
      if (example) behind.push({ consumer: name, keys: late.length, example: `${example.key} up to version ${example.last}` });
    }
  }
  return behind;
}

/** Versions that were passed over and have not come since count as not taken. */
const hasTaken = (position: PositionRow | undefined, last: bigint): boolean =>
  position !== undefined && BigInt(position.version) >= last && position.missing === '{}';
