import { once } from 'node:events';
import { connect as connectHttp2, constants } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { type Stand, startStand } from '../testing/stand.ts';
import { talk } from '../testing/wire.ts';

const RPC = '/berth.catalog.v1.CatalogService/ListCategories';

describe('clients that are slow, greedy or broken', () => {
  let stand: Stand;
  before(async () => (stand = await startStand({}, { limits: { prefaceMs: 200, headerMs: 400, requestMs: 600, idleMs: 400, drainMs: 100 } })));
  after(() => stand[Symbol.asyncDispose]());

  const closedIn = async (send: string | Buffer): Promise<{ text: string; ms: number }> => talk(stand.gateway.port, send);

  it('a connection that says nothing is closed', async () => expect((await closedIn('')).ms).to.be.at.least(150));
  it('so is one that stops inside the HTTP/2 preface', async () => expect((await closedIn('PRI * HT')).ms).to.be.at.least(150));

  it('a header that never ends gets 408', async () => {
    const { text } = await closedIn(`POST ${RPC} HTTP/1.1\r\nhost: harbour.localhost\r\nx-slow: `);
    expect(text).to.contain('408');
  });

  it('a body that never ends gets 408', async () => {
    const { text } = await closedIn(`POST ${RPC} HTTP/1.1\r\nhost: harbour.localhost\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{`);
    expect(text).to.contain('408');
  });

  it('a body over HTTP/2 that never ends is reset', async () => {
    const session = connectHttp2(stand.url);
    const stream = session.request({ ':method': 'POST', ':path': RPC, 'content-type': 'application/json', 'berth-tenant': 'harbour' });
    stream.on('error', () => undefined);
    stream.write('{');
    const begun = performance.now();
    await once(stream, 'close');
    expect(performance.now() - begun).to.be.within(400, 3000);
    session.destroy();
  });

  it('an idle HTTP/2 connection is closed', async () => {
    const session = connectHttp2(stand.url);
    await once(session, 'close');
  });

  it('headers of more than 16 KB get 431', async () => {
    const { text } = await closedIn(`GET / HTTP/1.1\r\nhost: localhost\r\nx-large: ${'a'.repeat(17_000)}\r\n\r\n`);
    expect(text).to.contain('431');
  });

  const broken: Readonly<Record<string, string>> = {
    'no HTTP': 'HELO mail.example\r\n\r\n',
    'TLS on the cleartext port': '\x16\x03\x01\x02\x00\x01\x00',
    'a request without a host': 'GET / HTTP/1.1\r\nconnection: close\r\n\r\n',
    'a host that is none': `POST ${RPC} HTTP/1.1\r\nhost: a b%%\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
    'a host with a path': `POST ${RPC} HTTP/1.1\r\nhost: localhost/..\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
    'a length and chunks at once': `POST ${RPC} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  };
  for (const [what, bytes] of Object.entries(broken)) {
    it(`${what} gets 4xx or nothing, and the gateway lives`, async () => {
      expect((await closedIn(bytes)).text.split('\r\n')[0]).to.match(/^(HTTP\/1\.1 4\d\d .*)?$/);
      expect((await fetch(`${stand.url}/livez`)).status).to.equal(200);
    });
  }

  const large = Buffer.concat([Buffer.from('0000061a80', 'hex'), Buffer.alloc(400_000, 'x')]);
  const early: Readonly<Record<string, readonly [head: string, status: string, body?: Buffer]>> = {
    'who may not call': ['content-type: application/json', '401'],
    'with another content type': ['content-type: text/plain', '415'],
    'with a token that is none': ['content-type: application/json\r\nauthorization: Bearer x', '401'],
    'with a large request': ['content-type: application/json\r\nTOKEN', '429'],
    'with a large message of a stream': ['content-type: application/grpc-web+proto\r\nTOKEN', '200', large],
  };
  for (const [who, [head, status, body = Buffer.alloc(400_000, 'x')]] of Object.entries(early)) {
    it(`somebody ${who} is answered before they have sent it all, and may ask again on the same connection`, async () => {
      const headers = head.replace('TOKEN', `authorization: Bearer ${await stand.token()}`);
      const first = `POST /berth.booking.v1.BookingService/CancelBooking HTTP/1.1\r\nhost: harbour.localhost\r\n${headers}\r\ncontent-length: ${body.length}\r\n\r\n`;
      const second = 'GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n';
      const { text } = await closedIn(Buffer.concat([Buffer.from(first), body, Buffer.from(second)]));
      expect(text.match(/HTTP\/1\.1 \d+/g)).to.deep.equal([`HTTP/1.1 ${status}`, 'HTTP/1.1 200']);
    });
  }

  describe('many connections of one address', () => {
    const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00';
    let crowded: Stand;
    beforeEach(async () => (crowded = await startStand({}, { limits: { connectionsPerAddress: 2, idleMs: 60_000, drainMs: 50 } })));
    afterEach(() => crowded[Symbol.asyncDispose]());

    /** Connections that are served and stay. */
    async function occupy(): Promise<Socket[]> {
      const sockets = [connect(crowded.gateway.port, '127.0.0.1'), connect(crowded.gateway.port, '127.0.0.1')];
      for (const socket of sockets) {
        socket.write('GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n');
        await once(socket, 'data');
      }
      return sockets;
    }

    it('are refused in HTTP/1 with the reason', async () => {
      await occupy();
      const { text } = await talk(crowded.gateway.port, 'GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n');
      expect(text).to.match(/^HTTP\/1\.1 503 Service Unavailable\r\n/).and.contain('retry-after: 1').and.contain('"TOO_MANY_CONNECTIONS"');
    });

    it('are refused in HTTP/2 with a request to be calm', async () => {
      await occupy();
      const { text } = await talk(crowded.gateway.port, PREFACE);
      expect(Buffer.from(text, 'latin1').toString('hex')).to.equal('000000040000000000' + '000008070000000000' + '00000000' + '0000000b');
      const session = connectHttp2(crowded.url);
      session.on('error', () => undefined);
      const [code]: number[] = await once(session, 'goaway');
      expect(code).to.equal(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    });

    it('are closed without a word when there are twice as many', async () => {
      await occupy();
      const waiting = [connect(crowded.gateway.port, '127.0.0.1'), connect(crowded.gateway.port, '127.0.0.1')];
      await Promise.all(waiting.map((socket) => once(socket, 'connect')));
      expect((await talk(crowded.gateway.port, '')).text).to.equal('');
      waiting.forEach((socket) => socket.destroy());
    });

    it('make room when they go', async () => {
      for (const socket of await occupy()) {
        socket.destroy();
        await once(socket, 'close');
      }
      // The gateway hears of it a moment later.
      let text = '';
      while (!text.includes('200 OK')) ({ text } = await talk(crowded.gateway.port, 'GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n'));
    });
  });

  it('a client that opens a stream and leaves at once does no harm', async () => {
    for (let round = 0; round < 20; round++) {
      const session = connectHttp2(stand.url);
      session.on('error', () => undefined);
      session.request({ ':method': 'POST', ':path': RPC, 'content-type': 'application/grpc' }).on('error', () => undefined);
      session.destroy();
    }
    expect((await fetch(`${stand.url}/livez`)).status).to.equal(200);
  });
});
