import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { type Proxy, startProxy } from './proxy.ts';

describe('the proxy', () => {
  let server: Server;
  let proxy: Proxy;
  let received: string;
  let served: Socket[];

  beforeEach(async () => {
    received = '';
    served = [];
    // Answers each piece in capitals.
    server = createServer({ allowHalfOpen: true }, (socket) => {
      served.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', (piece) => {
        received += piece.toString();
        socket.write(piece.toString().toUpperCase());
      });
      socket.on('end', () => socket.end());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new TypeError('no port');
    proxy = await startProxy({ host: '127.0.0.1', port: address.port }, () => 0);
  });
  afterEach(async () => {
    await proxy[Symbol.asyncDispose]();
    served.forEach((socket) => socket.destroy());
    server.close();
  });

  const open = async (): Promise<Socket> => {
    const socket = connect({ port: proxy.port, host: '127.0.0.1', allowHalfOpen: true });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  const answer = async (socket: Socket): Promise<string> => String((await once(socket, 'data'))[0]);
  const arrived = async (what: string): Promise<void> => {
    while (!received.includes(what)) await new Promise(setImmediate);
  };
  /** How the connection ends: with `end` or with the error's code. */
  const ending = (socket: Socket): Promise<string> =>
    new Promise((resolve) => {
      socket.once('end', () => resolve('end')).once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });

  it('passes both ways, and the end of each', async () => {
    const socket = await open();
    socket.end('hello');
    expect(await text(socket)).to.equal('HELLO');
    expect(proxy.strikes).to.equal(0);
  });

  it('drops the answer after some bytes, with what was asked gone through', async () => {
    const socket = await open();
    proxy.set({ kind: 'drop-reply', bytes: 3 });
    const ended = ending(socket);
    socket.write('hello');
    expect(await answer(socket)).to.equal('HEL');
    expect(await ended).to.equal('ECONNRESET');
    expect(received).to.equal('hello');
    expect(proxy.strikes).to.equal(1);
  });

  it('ends the answer and still takes what is sent', async () => {
    const socket = await open();
    proxy.set({ kind: 'half-close' });
    socket.resume();
    const ended = ending(socket);
    socket.write('hello');
    expect(await ended).to.equal('end');
    socket.write(' again');
    await arrived('hello again');
  });

  it('delays in order', async () => {
    const socket = await open();
    proxy.set({ kind: 'delay', ms: 30, jitterMs: 0 });
    const begun = performance.now();
    socket.write('a');
    await arrived('a');
    socket.write('b');
    await arrived('ab');
    // Asked for is at least what the proxy was told to wait, whatever the machine adds.
    expect(performance.now() - begun).to.be.at.least(58);
    expect(proxy.strikes).to.be.at.least(2);
  });

  it('resets what passes and whoever comes', async () => {
    const socket = await open();
    proxy.set({ kind: 'reset' });
    const ended = ending(socket);
    socket.write('hello');
    expect(await ended).to.equal('ECONNRESET');
    const late = connect({ port: proxy.port, host: '127.0.0.1' });
    expect(await ending(late)).to.equal('ECONNRESET');
    expect(received).to.equal('');
  });

  it('swallows everything, and resets what was swallowed from once it passes again; others go on', async () => {
    const harmed = await open();
    const idle = await open();
    proxy.set({ kind: 'black-hole' });
    harmed.write('hello');
    while (proxy.strikes === 0) await new Promise(setImmediate);
    const ended = ending(harmed);
    proxy.set({ kind: 'pass' });
    expect(await ended).to.equal('ECONNRESET');
    idle.write('still here');
    expect(await answer(idle)).to.equal('STILL HERE');
    expect(received).to.equal('still here');
    idle.destroy();
  });
});
