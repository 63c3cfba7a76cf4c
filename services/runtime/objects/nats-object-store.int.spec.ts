import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { connect, Events, type NatsConnection } from 'nats';
import { startNats, type Nats } from '../../../deploy/dev/nats.ts';
import { createNatsObjectStore } from './nats-object-store.ts';
import { objectStoreContract } from './object-store.contract.ts';

describe('objects in NATS', function () {
  this.timeout(20_000);
  let dir: string;
  let server: Nats;
  let connection: NatsConnection;
  const connected = (): Promise<NatsConnection> => Promise.resolve(connection);

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'berth-objects-'));
    server = await startNats({ dir, port: 0 });
    connection = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
  });
  after(async () => {
    await connection.close();
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  });

  objectStoreContract(() => ({
    store: createNatsObjectStore({ connection: connected, bucket: 'receipts' }),
    unreachable: createNatsObjectStore({ connection: () => new Promise(() => undefined), bucket: 'receipts' }),
  }));

  it('makes the bucket again after the broker lost everything', async () => {
    const store = createNatsObjectStore({ connection: connected, bucket: 'receipts' });
    await store.put('before', { bytes: Buffer.from('x'), contentType: 'text/plain' }, AbortSignal.timeout(5_000));
    const reconnected = statusOf(connection, Events.Reconnect);
    await server.wipe();
    await reconnected;
    expect(await store.get('before', AbortSignal.timeout(5_000))).to.equal(undefined);
    await store.put('after', { bytes: Buffer.from('y'), contentType: 'text/plain' }, AbortSignal.timeout(5_000));
    expect(await store.get('after', AbortSignal.timeout(5_000))).to.have.length(1);
  });
});

async function statusOf(connection: NatsConnection, wanted: Events): Promise<void> {
  for await (const { type } of connection.status()) if (type === wanted) return;
}
