import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { randomInt } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { create } from '@bufbuild/protobuf';
import { createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { berthError } from '@berth/sdk';
import { expect } from 'chai';
import { CreateBookingResponseSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { CatalogService, ListCategoriesResponseSchema } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { IngestWebhookResponseSchema } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { SignInResponseSchema } from '#proto/berth/user/v1/user_service_pb.ts';
import { environment } from '#runtime/config/environment.ts';
import { testNatsUrl } from '#runtime/testing/nats.ts';
import { type Stand, startStand } from '../testing/stand.ts';

const CATEGORIES = '/berth.catalog.v1.CatalogService/ListCategories';
const SIGN_IN = '/berth.user.v1.AuthService/SignIn';
const BOOK = '/berth.booking.v1.BookingService/CreateBooking';
/** Nothing comes back during a test. */
const RULES = 'read.address=40/1h, sign_in.address=3/1h, hold.principal=2/1h, webhook.address=3/1h';
const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** A client of its own for every test: limits outlive gateways. */
const newAddress = (): string => `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;

/** Another gateway before the same services, as a process. */
async function startProcess(settings: Readonly<Record<string, string>>): Promise<{ url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [MAIN], { env: { PATH: environment['PATH'], ...settings }, stdio: ['ignore', 'pipe', 'inherit'] });
  const [line]: unknown[] = await once(createInterface({ input: child.stdout }), 'line');
  const url = /http:\S+/.exec(String(line))?.[0] ?? expect.fail(`a gateway that does not start: ${String(line)}`);
  return {
    url,
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

describe('rate limits at the edge', function () {
  this.timeout(60_000);
  let stand: Stand;
  const handlers = {
    'CatalogService/ListCategories': async () => create(ListCategoriesResponseSchema),
    'AuthService/SignIn': async () => create(SignInResponseSchema),
    'PaymentService/IngestWebhook': async () => create(IngestWebhookResponseSchema),
    'BookingService/CreateBooking': async () => create(CreateBookingResponseSchema),
  };
  const env = { RATE_LIMITS: RULES, TRUSTED_PROXIES: '1' };

  before(async () => (stand = await startStand(handlers, { env: { ...env, NATS_URL: await testNatsUrl() } })));
  after(() => stand[Symbol.asyncDispose]());

  const call = (url: string, path: string, from: string, headers = {}, body: object = {}): Promise<Response> =>
    fetch(`${url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'berth-tenant': 'harbour', 'x-forwarded-for': from, ...headers },
      body: JSON.stringify(body),
    });
  const statuses = async (url: string, path: string, from: string, calls: number): Promise<number[]> =>
    Promise.all(Array.from({ length: calls }, async () => (await call(url, path, from)).status));
  const let_in = (all: readonly number[]): number => all.filter((status) => status === 200).length;

  it('count webhooks by address, whatever account they name', async () => {
    const from = newAddress();
    const paths = ['/webhooks/stripe', '/webhooks/stripe/a', '/webhooks/stripe/b'];
    for (const path of paths) expect((await call(stand.url, path, from)).status).to.equal(200);
    const refused = await call(stand.url, '/webhooks/stripe/c', from);
    expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).to.deep.equal([429, true]);
    expect(await refused.json()).to.include({ reason: 'RATE_LIMITED' });
    expect((await call(stand.url, '/webhooks/stripe/a', newAddress())).status).to.equal(200);
  });

  describe('two gateways', () => {
    const gateways: { url: string; stop(): Promise<void> }[] = [];
    const both = (path: string, from: string, calls: number): Promise<number[]> =>
      Promise.all(gateways.map(({ url }) => statuses(url, path, from, calls))).then((all) => all.flat());

    before(async () => gateways.push(...(await Promise.all([startProcess(stand.settings), startProcess(stand.settings)]))));
    after(() => Promise.all(gateways.map(({ stop }) => stop())));

    it('let in what one would', async () => {
      const all = await both(CATEGORIES, newAddress(), 60);
      expect(let_in(all)).to.equal(40);
      expect(new Set(all)).to.deep.equal(new Set([200, 429]));
    });

    it('and each its own share when nothing is shared', async () => {
      const { NATS_URL: _, ...alone } = stand.settings;
      const lonely = await Promise.all([startProcess(alone), startProcess(alone)]);
      const from = newAddress();
      const all = await Promise.all(lonely.map(({ url }) => statuses(url, CATEGORIES, from, 60)));
      expect(let_in(all.flat())).to.equal(80);
      await Promise.all(lonely.map(({ stop }) => stop()));
    });
  });

  it('say how much is left, and when to come back', async () => {
    const from = newAddress();
    const first = await call(stand.url, SIGN_IN, from, {}, { email: 'ana@example.com', password: 'correct horse' });
    expect([first.headers.get('ratelimit-limit'), first.headers.get('ratelimit-remaining')]).to.deep.equal(['3', '2']);
    expect(Number(first.headers.get('ratelimit-reset'))).to.be.within(1_190, 1_200);
    for (let again = 0; again < 2; again += 1) await call(stand.url, SIGN_IN, from);
    const refused = await call(stand.url, SIGN_IN, from);
    const { code, details } = await refused.json();
    expect({ status: refused.status, code, reason: details[0].debug.reason }).to.deep.equal({ status: 429, code: 'resource_exhausted', reason: 'RATE_LIMITED' });
    expect(details[0].debug.metadata).to.deep.equal({ limit: '3', scope: 'sign_in', dimension: 'address' });
    expect(Number(refused.headers.get('retry-after'))).to.be.within(1_190, 1_200);
    expect(refused.headers.get('ratelimit-remaining')).to.equal('0');
    expect((await call(stand.url, SIGN_IN, newAddress())).status).to.not.equal(429);
  });

  it('do not read what they refuse', async () => {
    const from = newAddress();
    await statuses(stand.url, CATEGORIES, from, 40);
    const before = stand.calls.length;
    for (const body of ['{', '['.repeat(100_000)]) {
      const response = await fetch(`${stand.url}${CATEGORIES}`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-forwarded-for': from }, body });
      expect(response.status).to.equal(429);
    }
    expect(stand.calls.length).to.equal(before);
  });

  it('hold one person to a few places, wherever they call from', async () => {
    const authorization = `Bearer ${await stand.token()}`;
    const held: number[] = [];
    for (let place = 0; place < 4; place += 1) held.push((await call(stand.url, BOOK, newAddress(), { authorization })).status);
    expect(held).to.deep.equal([400, 400, 429, 429]);
  });

  it('cannot be got around by claiming another address', async () => {
    const from = newAddress();
    const all: number[] = [];
    for (let claim = 0; claim < 60; claim += 1) all.push((await call(stand.url, CATEGORIES, `${newAddress()}, ${from}`)).status);
    expect(let_in(all)).to.equal(40);
  });

  describe('in the words of each protocol', () => {
    const transports: Readonly<Record<string, (baseUrl: string) => Transport>> = {
      Connect: (baseUrl) => createConnectTransport({ baseUrl, httpVersion: '1.1' }),
      'gRPC-Web': (baseUrl) => createGrpcWebTransport({ baseUrl, httpVersion: '1.1' }),
      gRPC: (baseUrl) => createGrpcTransport({ baseUrl }),
    };
    for (const [protocol, open] of Object.entries(transports)) {
      it(protocol, async () => {
        const from = newAddress();
        const client = createClient(CatalogService, open(stand.url));
        const headers = { 'berth-tenant': 'harbour', 'x-forwarded-for': from };
        let remaining: string | null = null;
        await client.listCategories({}, { headers, onHeader: (answered) => (remaining = answered.get('ratelimit-remaining')) });
        expect(remaining).to.equal('39');
        await statuses(stand.url, CATEGORIES, from, 39);
        const refused = berthError(await client.listCategories({}, { headers }).catch((error: unknown) => error));
        expect(refused).to.include({ code: 'RESOURCE_EXHAUSTED', reason: 'RATE_LIMITED' });
        expect(refused.retryAfterMs).to.be.within(80_000, 90_000);
      });
    }
  });

  it('without the broker nobody signs in, and everything else goes on', async () => {
    await using lonely = await startStand(handlers, { env: { ...env, NATS_URL: 'nats://127.0.0.1:1' } });
    const signIn = await call(lonely.url, SIGN_IN, newAddress());
    expect([signIn.status, (await signIn.json()).details[0].debug.reason]).to.deep.equal([503, 'RATE_LIMITS_UNAVAILABLE']);
    expect((await call(lonely.url, CATEGORIES, newAddress())).status).to.equal(200);
  });

  it('about RPCs that do not exist keep the gateway from starting', async () => {
    const failure: unknown = await startStand({}, { env: { RATE_LIMITS: 'BookingService/Book.tenant=1/1s' } }).then(() => 'started', (error: unknown) => error);
    expect(String(failure)).to.contain('BookingService/Book');
  });
});
