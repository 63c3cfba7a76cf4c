/** The events of the other services, for a test of one: publishes theirs, and waits for its own. */
import { create, fromBinary, getOption, toBinary, type DescMessage, type MessageInitShape, type MessageShape } from '@bufbuild/protobuf';
import { connect, type NatsConnection } from 'nats';
import { event_name } from '#proto/berth/type/v1/event_pb.ts';
import { cloudEventHeaders, subjectOf } from '../events/envelope.ts';
import { toHeaders } from '../events/nats-broker.ts';
import { ensureStream, managerOf } from '../events/streams.ts';
import { newId, uuidOfTypeId } from '../ids.ts';

/** Of whom an event is. */
export interface About {
  /** The publishing service. */
  readonly source: string;
  readonly tenantId: string;
  /** The key's TypeID, such as `bkg_…`. */
  readonly key: string;
  /** The event's number in its key's life. */
  readonly version?: number;
}

export interface EventBench extends AsyncDisposable {
  /** Publishes an event; `again` publishes the very same one once more. */
  publish<D extends DescMessage>(schema: D, about: About, payload: MessageInitShape<D>): Promise<{ again(): Promise<void> }>;
  /** The first event of this kind since the bench was opened that fits; waits for it. */
  seen<D extends DescMessage>(schema: D, fits?: (event: MessageShape<D>) => boolean): Promise<MessageShape<D>>;
  /** How many events of this kind were published so far. */
  count(schema: DescMessage): number;
}

interface Sighting {
  readonly type: string;
  readonly payload: Uint8Array;
}

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const PATIENCE_MS = 20_000;

export async function openEventBench(natsUrl: string): Promise<EventBench> {
  const nats = await connect({ servers: natsUrl.replace(/^nats:\/\//, '') });
  const sightings: Sighting[] = [];
  const waiting = new Set<() => void>();
  nats.subscribe('berth.>', {
    callback(error, { headers, data }) {
      if (error || !headers?.has('ce-type')) return;
      sightings.push({ type: headers.get('ce-type'), payload: data });
      for (const look of waiting) look();
    },
  });
  await nats.flush();

  return {
    async publish(schema, about, payload) {
      const send = sender(nats, schema, about, toBinary(schema, create(schema, payload)));
      await ensureStream(await managerOf(nats), about.source);
      await send();
      return { again: send };
    },
    seen<D extends DescMessage>(schema: D, fits: (event: MessageShape<D>) => boolean = () => true) {
      const type = getOption(schema, event_name);
      const find = (): MessageShape<D> | undefined =>
        sightings.filter((sighting) => sighting.type === type).map(({ payload }) => fromBinary(schema, payload)).find(fits);
      return new Promise<MessageShape<D>>((resolve, reject) => {
        const late = setTimeout(() => reject(new Error(`${type} was not seen within ${PATIENCE_MS} ms`)), PATIENCE_MS);
        const look = (): void => {
          const found = find();
          if (!found) return;
          clearTimeout(late);
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      });
    },
    count: (schema) => sightings.filter(({ type }) => type === getOption(schema, event_name)).length,
    [Symbol.asyncDispose]: () => nats.close(),
  };
}

function sender(nats: NatsConnection, schema: DescMessage, { source, tenantId, key, version = 1 }: About, payload: Uint8Array): () => Promise<void> {
  const type = getOption(schema, event_name);
  const uuid = uuidOfTypeId(key);
  if (!uuid) throw new TypeError(`${key} is no TypeID`);
  const headers = cloudEventHeaders({
    id: newId(), type, source, tenantId, key: uuid, keyVersion: BigInt(version), time: new Date(), actor: `service:${source}`,
    traceparent: TRACE, subject: key, schema: schema.typeName,
  });
  return async () => {
    // Its own message id, so that the broker takes a repeat and the consumer has to notice it.
    const message = toHeaders({ ...headers, 'Nats-Msg-Id': newId() });
    await nats.jetstream().publish(subjectOf({ service: source, type, tenantId, key }), payload, { headers: message });
  };
}
