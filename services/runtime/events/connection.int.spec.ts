/** The connection to NATS against a real server that comes and goes. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { expect } from 'chai';
import type { Nats } from './connection.ts';
import { connectTo, eventually, freshNatsServer } from './test-stand.ts';

describe('connection to NATS', function () {
  this.timeout(60_000);

  it('does not wait for a broker that is down, and reaches it when it comes', async () => {
    await using server = await freshNatsServer();
    await server.stop();
    await using nats = await connectTo(server);
    expect(nats.live()).to.equal(undefined);
    const heard: string[] = [];
    nats.listen('hello', (data) => heard.push(data));
    nats.hint('hello', 'lost');
    await server.start();
    const connection = await nats.connection();
    await connection.flush();
    nats.hint('hello', 'heard');
    await eventually('the hint arrives', () => heard.length > 0);
    expect(heard).to.deep.equal(['heard']);
  });

  it('tells each time that the broker is reached again', async () => {
    await using server = await freshNatsServer();
    await using nats = await connectTo(server);
    let times = 0;
    using _watching = nats.onConnected(() => (times += 1));
    expect(times).to.equal(1);
    await server.stop();
    await eventually('the loss is noticed', () => nats.live() === undefined);
    await server.start();
    await eventually('it is reached again', () => times === 2);
    expect(nats.live()).to.equal(await nats.connection());
  });

  it('replaces a connection that ended for good, listeners included', async () => {
    await using server = await freshNatsServer();
    await using nats = await connectTo(server);
    const heard: string[] = [];
    using _ear = nats.listen('hello', (data) => heard.push(data));
    const first = await nats.connection();
    await first.close();
    await eventually('there is another', () => live(nats) && nats.live() !== first);
    await (await nats.connection()).flush();
    nats.hint('hello', 'again');
    await eventually('the hint arrives', () => heard.length > 0);
  });

  it('is one again after a broker that hung while it was dialled, and stays', async () => {
    await using server = await freshNatsServer();
    await using door = await openDoor(Number(new URL(server.url).port));
    await using nats = await connectTo(door);
    let times = 0;
    using _watching = nats.onConnected(() => (times += 1));
    const heard: string[] = [];
    using _ear = nats.listen('hello', (data) => heard.push(data));
    door.hang();
    await eventually('the loss is noticed', () => !live(nats));
    await eventually('it was dialled more than once', () => door.waiting() > 2);
    door.answer();
    await eventually('it is reached again', () => times === 2);
    // Who dialled in vain is turned away by the server after a while: that is not to concern the connection that stands.
    door.turnAwayAllButTheLast();
    const connection = await nats.connection();
    for (let count = 0; count < 500; count += 1) {
      nats.hint('hello', `${count}`);
      await connection.flush();
    }
    expect(heard).to.have.length(500);
    expect(times).to.equal(2);
    expect(await nats.connection()).to.equal(connection);
  });

  it('is closed even while it connects, and gives no connection afterwards', async () => {
    await using server = await freshNatsServer();
    const nats = await connectTo(server);
    await nats[Symbol.asyncDispose]();
    expect(nats.live()).to.equal(undefined);
    expect(await failureOf(nats.connection())).to.be.instanceOf(Error);
  });

  it('rejects who still waits when it is closed', async () => {
    await using server = await freshNatsServer();
    await server.stop();
    const nats = await connectTo(server);
    const waiting = failureOf(nats.connection());
    await nats[Symbol.asyncDispose]();
    expect(await waiting).to.be.instanceOf(Error);
    expect(await failureOf(nats.connection())).to.be.instanceOf(Error);
    expect(nats.isClosed()).to.equal(true);
  });
});

interface Door extends AsyncDisposable {
  readonly url: string;
  /** Ends what is open; whoever comes now waits. */
  hang(): void;
  /** Lets in who waits. */
  answer(): void;
  waiting(): number;
  turnAwayAllButTheLast(): void;
}

/** A way to a server that can hang, as behind a machine that stands still: the connection is taken, and nobody says anything. */
async function openDoor(port: number): Promise<Door> {
  const inside = new Set<Socket>();
  let waiting: Socket[] = [];
  let hangs = false;
  const letIn = (client: Socket): void => {
    const server = connect(port, '127.0.0.1');
    for (const [socket, other] of [[client, server], [server, client]] as const) socket.on('error', () => undefined).on('close', () => other.destroy());
    client.pipe(server).pipe(client);
    inside.add(client.on('close', () => inside.delete(client)));
  };
  const door = createServer((client) => (hangs ? waiting.push(client.on('error', () => undefined)) : letIn(client))).listen(0, '127.0.0.1');
  await once(door, 'listening');
  const address = door.address();
  if (address === null || typeof address === 'string') throw new TypeError('the door has no port');
  return {
    url: `nats://127.0.0.1:${address.port}`,
    hang() {
      hangs = true;
      for (const client of inside) client.destroy();
    },
    answer() {
      hangs = false;
      for (const client of waiting) letIn(client);
      waiting = [];
    },
    waiting: () => waiting.length,
    turnAwayAllButTheLast() {
      for (const client of [...inside].slice(0, -1)) client.destroy();
    },
    async [Symbol.asyncDispose]() {
      for (const client of [...inside, ...waiting]) client.destroy();
      door.close();
      await once(door, 'close');
    },
  };
}

const failureOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => undefined, (error: unknown) => error);
const live = (nats: Nats): boolean => nats.live() !== undefined;
