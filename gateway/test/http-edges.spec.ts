import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { ListCategoriesResponseSchema } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { type IngestWebhookRequest, IngestWebhookResponseSchema } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { Failure, type FailureCode } from '#runtime/errors.ts';
import { type Stand, startStand } from '../testing/stand.ts';

describe('plain HTTP at the edge', () => {
  let stand: Stand;
  let webRoot: string;
  let collector: Server;
  let outcome: () => Promise<{ duplicate: boolean }>;
  const collected: string[] = [];
  const script = `export const name = ${JSON.stringify('berth '.repeat(500))};`;

  before(async () => {
    webRoot = await mkdtemp(join(tmpdir(), 'berth-web-'));
    await mkdir(join(webRoot, 'assets'));
    await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Berth</title>');
    await writeFile(join(webRoot, 'assets/app-1a2b.js'), script);
    await writeFile(join(webRoot, '.env'), 'SECRET=1');
    collector = createServer((request, response) => {
      request.setEncoding('utf8').on('data', (chunk: string) => collected.push(chunk));
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const address = collector.address();
    stand = await startStand(
      {
        'CatalogService/ListCategories': async () => create(ListCategoriesResponseSchema),
        'PaymentService/IngestWebhook': async () => create(IngestWebhookResponseSchema, await outcome()),
      },
      {
        env: {
          WEB_ROOT: webRoot,
          ALLOWED_ORIGINS: 'https://shop.example',
          STRIPE_JS_URL: 'http://127.0.0.1:3901/stripe.js',
          OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
        },
      },
    );
  });
  beforeEach(() => (outcome = async () => ({ duplicate: false })));
  after(async () => {
    await stand[Symbol.asyncDispose]();
    collector.close();
    await rm(webRoot, { recursive: true });
  });

  const get = (path: string, init: RequestInit = {}): Promise<Response> => fetch(`${stand.url}${path}`, init);

  describe('webhooks', () => {
    const post = (path: string, body: BodyInit, headers = {}): Promise<Response> => get(path, { method: 'POST', body, headers });
    const received = (): IngestWebhookRequest => stand.lastRequest() as IngestWebhookRequest;

    it('arrive byte for byte with their headers, in the name of the gateway', async () => {
      const body = Uint8Array.from({ length: 5000 }, (_value, index) => index % 256);
      const response = await post('/webhooks/stripe/acct_1', body, { 'stripe-signature': 't=1,v1=ab', authorization: 'Bearer secret', cookie: 'a=b' });
      expect([response.status, await response.json()]).to.deep.equal([200, { received: true, duplicate: false }]);
      expect(received()).to.include({ provider: 'stripe', account: 'acct_1' });
      expect(Buffer.from(received().body).equals(Buffer.from(body))).to.equal(true);
      const headers = new Map(received().headers.map(({ name, value }) => [name, value]));
      expect(headers.get('stripe-signature')).to.equal('t=1,v1=ab');
      expect([headers.has('authorization'), headers.has('cookie')]).to.deep.equal([false, false]);
      expect(stand.calls.at(-1)?.caller).to.deep.include({ subject: 'service:gateway', roles: ['service'] });
    });

    it("without an account are the platform's; repeats are told so", async () => {
      outcome = async () => ({ duplicate: true });
      expect(await (await post('/webhooks/stripe', '{}')).json()).to.include({ duplicate: true });
      expect(received()).to.include({ account: 'platform' });
    });

    it("continue the provider's trace", async () => {
      const response = await post('/webhooks/stripe', '{}', { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' });
      expect(response.headers.get('traceparent')).to.contain('4bf92f3577b34da6a3ce929d0e0e4736');
    });

    const answers: readonly (readonly [FailureCode, number])[] = [
      ['INVALID_ARGUMENT', 400],
      ['UNAUTHENTICATED', 400],
      ['FAILED_PRECONDITION', 400],
      ['NOT_FOUND', 404],
      ['UNAVAILABLE', 503],
      ['RESOURCE_EXHAUSTED', 503],
      ['DEADLINE_EXCEEDED', 503],
      ['INTERNAL', 503],
    ];
    for (const [code, status] of answers) {
      it(`${code} asks the provider ${status === 503 ? 'to send it again' : 'not to repeat it'}: ${status}`, async () => {
        outcome = () => Promise.reject(new Failure({ code, reason: 'SIGNATURE_INVALID', message: 'The signature does not match.' }));
        const response = await post('/webhooks/stripe', '{}');
        expect(response.status).to.equal(status);
        expect(response.headers.get('content-type')).to.equal('application/problem+json');
        expect(await response.json()).to.include({ status, reason: status === 503 ? 'WEBHOOK_NOT_STORED' : 'SIGNATURE_INVALID' });
      });
    }

    it('are bounded, not empty, and sent with POST to a path of the right form', async () => {
      expect((await post('/webhooks/stripe', Buffer.alloc(1024 * 1024 + 1))).status).to.equal(413);
      expect((await post('/webhooks/stripe', '')).status).to.equal(400);
      expect((await get('/webhooks/stripe')).status).to.equal(405);
      for (const path of ['/webhooks/', '/webhooks/a/b/c', '/webhooks/UPPER']) expect((await post(path, '{}')).status).to.equal(404);
    });
  });

  describe('CORS', () => {
    const path = '/berth.catalog.v1.CatalogService/ListCategories';
    const ask = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,berth-tenant,traceparent' };

    it('lets pages of listed origins in, without cookies', async () => {
      const preflight = await get(path, { method: 'OPTIONS', headers: { origin: 'https://shop.example', ...ask } });
      expect(preflight.status).to.equal(204);
      expect(preflight.headers.get('access-control-allow-origin')).to.equal('https://shop.example');
      for (const name of ['Authorization', 'Berth-Tenant', 'Idempotency-Key', 'Traceparent', 'Connect-Protocol-Version']) {
        expect(preflight.headers.get('access-control-allow-headers')).to.contain(name);
      }
      expect(preflight.headers.has('access-control-allow-credentials')).to.equal(false);
      const answer = await get(path, { method: 'POST', headers: { origin: 'https://shop.example', 'berth-tenant': 'harbour', 'content-type': 'application/json' }, body: '{}' });
      expect(answer.status).to.equal(200);
      expect(answer.headers.get('access-control-allow-origin')).to.equal('https://shop.example');
      expect(answer.headers.get('vary')).to.contain('Origin');
      expect(answer.headers.get('access-control-expose-headers')).to.match(/Traceparent.*X-Request-Id/i);
    });

    for (const origin of ['https://evil.example', 'https://shop.example.evil', 'http://shop.example', 'null']) {
      it(`gives ${origin} nothing`, async () => {
        const preflight = await get(path, { method: 'OPTIONS', headers: { origin, ...ask } });
        expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).to.deep.equal([403, null]);
        expect((await get('/config.json', { headers: { origin } })).headers.has('access-control-allow-origin')).to.equal(false);
      });
    }
  });

  it('every answer carries the security headers', async () => {
    for (const path of ['/', '/livez', '/nothing.txt', '/webhooks/stripe', '/berth.catalog.v1.CatalogService/ListCategories']) {
      const { headers } = await get(path);
      expect(headers.get('x-content-type-options'), path).to.equal('nosniff');
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).to.contain("script-src 'self' http://127.0.0.1:3901;").and.contain("frame-ancestors 'none'").and.not.contain('unsafe-eval');
      expect(headers.get('x-request-id')).to.match(/^[\w-]{20,}$/);
    }
  });

  it('status pages', async () => {
    expect(await (await get('/livez')).text()).to.equal('ok\n');
    expect((await get('/readyz')).status).to.equal(200);
    const health = await get('/health');
    expect((await health.text()).trim().split('\n')).to.have.lengthOf(1);
    expect(await (await get('/config.json')).json()).to.deep.equal({ stripeJsUrl: 'http://127.0.0.1:3901/stripe.js' });
    const jwks = await get('/.well-known/jwks.json');
    expect(jwks.headers.get('content-type')).to.equal('application/jwk-set+json');
    expect(await jwks.json()).to.have.nested.property('keys[0].kid', 'k1');
    expect((await get('/livez', { method: 'DELETE' })).status).to.equal(405);
  });

  it('calls are counted by method and outcome, refused ones too', async () => {
    const call = (body: string): Promise<Response> =>
      get('/berth.catalog.v1.CatalogService/ListCategories', { method: 'POST', headers: { 'content-type': 'application/json', 'berth-tenant': 'harbour' }, body });
    await Promise.all([call('{}'), call('{'), call('{"colour":1}')]);
    const refused = /berth_gateway_call_duration_count\{[^}]*ListCategories[^}]*INVALID_ARGUMENT[^}]*\} 2/;
    let metrics = '';
    // A call is counted when its connection has taken the answer, which the client may read before.
    while (!refused.test(metrics)) metrics = await (await fetch(`http://127.0.0.1:${stand.gateway.adminPort}/metrics`)).text();
    expect(metrics).to.match(/berth_gateway_call_duration_count\{[^}]*ListCategories[^}]*"OK"[^}]*\} \d/);
  });

  describe('spans of browsers', () => {
    const report = (body: string, type = 'application/json'): Promise<Response> => get('/v1/traces', { method: 'POST', headers: { 'content-type': type }, body });

    it('are passed on as the browser’s, whoever they say they are', async () => {
      const spans = [{ spans: [{ name: 'click' }] }];
      const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'payment' } }] };
      expect((await report(JSON.stringify({ resourceSpans: [{ resource, scopeSpans: spans }] }))).status).to.equal(200);
      // The gateway's own spans go to the same collector, and may be there first.
      const passedOn = (): string | undefined => collected.find((body) => body.includes('click'));
      while (passedOn() === undefined) await new Promise((resolve) => setImmediate(resolve));
      expect(passedOn()).to.contain('"browser"').and.not.contain('payment');
    });

    it('are bounded and well formed', async () => {
      expect((await report('a'.repeat(65 * 1024))).status).to.equal(413);
      for (const bad of ['', 'no json', '[]', '{"resourceSpans":{}}', '{"resourceSpans":[1]}']) expect((await report(bad)).status, bad).to.equal(400);
      expect((await report('{}', 'text/plain')).status).to.equal(415);
      expect((await get('/v1/traces')).status).to.equal(405);
    });
  });

  describe('files of the page', () => {
    it('assets are compressed and kept for ever', async () => {
      const response = await get('/assets/app-1a2b.js', { headers: { 'accept-encoding': 'gzip, br' } });
      expect(await response.text()).to.equal(script);
      expect(response.headers.get('content-encoding')).to.equal('br');
      expect(response.headers.get('cache-control')).to.contain('immutable');
      expect(Number(response.headers.get('content-length'))).to.be.below(script.length / 5);
    });

    it('the page is revalidated', async () => {
      const first = await get('/');
      expect(first.headers.get('cache-control')).to.equal('no-cache');
      const again = await get('/', { headers: { 'if-none-match': first.headers.get('etag') ?? '' } });
      expect([again.status, await again.text()]).to.deep.equal([304, '']);
      await writeFile(join(webRoot, 'index.html'), '<!doctype html><title>Berth 2</title>');
      expect((await get('/', { headers: { 'if-none-match': first.headers.get('etag') ?? '' } })).status).to.equal(200);
    });

    it('addresses within the app get the page, missing files do not', async () => {
      expect(await (await get('/bookings/bkg_1')).text()).to.contain('<title>Berth');
      expect((await get('/assets/old-9z.js')).status).to.equal(404);
    });

    for (const path of ['/.env', '/..%2f..%2fetc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '/assets/%00', '/%ff', '/assets/..%5c..%5c.env']) {
      it(`nothing outside comes out: ${path}`, async () => {
        const response = await get(path);
        expect(response.status).to.be.oneOf([404, 200]);
        expect(await response.text()).to.not.match(/SECRET|root:/);
      });
    }

    it('nothing is written there', async () => expect((await get('/index.html', { method: 'PUT', body: 'x' })).status).to.equal(404));
  });
});
