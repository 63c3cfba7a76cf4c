/** What stands still in a service, in numbers: one small statement and one question to the broker for each scrape. */
import type { Query } from '../db/query.ts';
import type { Nats } from '../events/connection.ts';
import { managerOf, streamOf } from '../events/streams.ts';
import { quietly } from '../telemetry/quiet.ts';
import type { StoredFigures } from '../telemetry/figures.ts';

const FIGURES = `select
  (select count(*)::int from (select 1 from outbox where published_time is null limit 100000) o) as "unpublished",
  coalesce((select greatest(0, extract(epoch from clock_timestamp() - created_time))::float8 from outbox where published_time is null order by seq limit 1), 0) as "oldestUnpublished",
  (select count(*)::int from dead_letter where replayed_time is null) as "deadLetters",
  (select count(*)::int from (
    select 1 from effect where parked_time is null and due_time <= clock_timestamp() and (lease_until is null or lease_until < clock_timestamp()) limit 100000) e) as "effectsDue",
  (select count(*)::int from effect where parked_time is not null) as "effectsParked"`;

/** Figures of the service's tables. */
export async function storedFigures(relay: Query): Promise<StoredFigures> {
  const [row] = await quietly(() => relay.run<StoredFigures & object>(FIGURES));
  if (!row) throw new TypeError('the database gave no figures');
  return row;
}

/** Events that wait at the broker for `service`, by consumer. Nothing while the broker is out of reach. */
export async function pendingEvents(nats: Pick<Nats, 'live'>, sources: readonly string[], service: string): Promise<Map<string, number>> {
  const connection = nats.live();
  if (!connection || sources.length === 0) return new Map();
  const manager = await managerOf(connection);
  const infos = await Promise.all(sources.map((source) => manager.consumers.info(streamOf(source), service)));
  return new Map(infos.map(({ stream_name, name, num_pending }) => [`${stream_name}.${name}`, num_pending]));
}
