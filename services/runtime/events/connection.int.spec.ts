/** The connection to NATS against a real server that comes and goes. */
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

const failureOf = (promise: Promise<unknown>): Promise<unknown> => promise.then(() => undefined, (error: unknown) => error);
const live = (nats: Nats): boolean => nats.live() !== undefined;
