/** The TikTok sandbox over HTTP: tokens, bodies, duplicates, and what it keeps. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startTikTokSandbox, type TikTokSandbox } from './sandbox.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const SECONDS = NOW / 1000;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const EVENT = {
  event: 'CompletePayment',
  event_time: SECONDS,
  event_id: 'pay_1',
  user: {
    email: sha256('guest@example.com'),
    phone: [sha256('+4915112345678')],
    ttclid: 'E.C.P.x',
    ttp: '2abc',
    ip: '203.0.113.7',
    user_agent: 'Mozilla/5.0',
  },
  properties: {
    currency: 'EUR',
    value: 20,
    content_type: 'product',
    contents: [{ content_id: 'off_1', content_name: 'Yoga', price: 20, quantity: 1 }],
  },
  page: { url: 'https://berth.example/book?utm_source=tiktok', referrer: 'https://www.tiktok.com/' },
};
const body = (...data: object[]) => ({ event_source: 'web', event_source_id: 'PIXEL1', data });

describe('TikTok sandbox', () => {
  let time: number;
  let sandbox: TikTokSandbox;
  beforeEach(async () => {
    time = NOW;
    sandbox = await startTikTokSandbox({ accessTokens: ['token-one'], eventSourceIds: ['PIXEL1'], now: () => time });
  });
  afterEach(() => sandbox[Symbol.asyncDispose]());

  async function track(
    content: unknown,
    headers: Record<string, string> = { 'access-token': 'token-one' },
  ): Promise<{ code: number; message: string; request_id: string; data: object }> {
    const text = typeof content === 'string' ? content : JSON.stringify(content);
    const response = await fetch(sandbox.trackUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: text,
    });
    expect(response.status).to.equal(200);
    return response.json();
  }

  it('accepts a complete event and keeps it', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const { request_id, ...answer } = await track(
      { ...body(EVENT), test_event_code: 'TEST1' },
      { 'access-token': 'token-one', traceparent },
    );
    expect(answer).to.deep.equal({ code: 0, message: 'OK', data: {} });
    expect(sandbox.events()).to.have.length(1);
    expect(sandbox.events()[0]).to.deep.include({
      request_id,
      event: 'CompletePayment',
      event_id: 'pay_1',
      event_source_id: 'PIXEL1',
      test_event_code: 'TEST1',
      duplicate_of: null,
      traceparent,
      body: EVENT,
    });
  });

  it('counts an event id once in 48 hours', async () => {
    await track(body(EVENT, EVENT));
    await track(body(EVENT, { ...EVENT, event_id: 'pay_2' }, { ...EVENT, event: 'ViewContent' }));
    const [first] = sandbox.events();
    expect(sandbox.events().map((event) => event.duplicate_of)).to.deep.equal([null, first?.id, first?.id, null, null]);
    time += 48 * 3600 * 1000;
    await track(body(EVENT));
    expect(sandbox.events().at(-1)).to.include({ duplicate_of: null });
  });

  it('refuses a missing token, a wrong one, and a foreign pixel', async () => {
    expect(await track(body(EVENT), {})).to.include({ code: 40104 });
    expect(await track(body(EVENT), { 'access-token': 'token-two' })).to.include({
      code: 40105,
      message: 'Access token is incorrect or has been revoked.',
    });
    expect(await track({ ...body(EVENT), event_source_id: 'PIXEL2' })).to.include({ code: 40001 });
    expect(sandbox.events()).to.deep.equal([]);
    expect(sandbox.rejections().map(({ code }) => code)).to.deep.equal([40104, 40105, 40001]);
  });

  const { page: _, ...withoutPage } = EVENT;
  for (const [what, content, message] of [
    ['text that is not JSON', 'event=CompletePayment', 'The body is not JSON'],
    [
      'the flat body of the old API',
      { pixel_code: 'PIXEL1', ...EVENT },
      'event_source: Missing data for required field.',
    ],
    [
      'an unknown source',
      { ...body(EVENT), event_source: 'tv' },
      'event_source: Must be one of: app, crm, offline, web.',
    ],
    ['no events', body(), 'data: Length must be between 1 and 1000.'],
    ['an event id that is a number', body({ ...EVENT, event_id: 273196 }), 'data.0.event_id: Not a valid string.'],
    [
      'an event without a time',
      body({ ...EVENT, event_time: undefined }),
      'data.0.event_time: Missing data for required field.',
    ],
    [
      'milliseconds',
      body({ ...EVENT, event_time: NOW }),
      'data.0.event_time: Is in the future; send seconds since the epoch, not milliseconds.',
    ],
    [
      'an old event',
      body({ ...EVENT, event_time: SECONDS - 29 * 24 * 3600 }),
      'data.0.event_time: Is older than 28 days.',
    ],
    [
      'a plain e-mail address',
      body({ ...EVENT, user: { email: 'guest@example.com' } }),
      'data.0.user.email: Must be the SHA-256 digest',
    ],
    [
      'an upper-case digest',
      body({ ...EVENT, user: { phone: [sha256('a'), sha256('b').toUpperCase()] } }),
      'data.0.user.phone.1: Must be the SHA-256 digest',
    ],
    ['a bad address', body({ ...EVENT, user: { ip: '300.1.1.1' } }), 'data.0.user.ip: Not a valid IP address.'],
    [
      'an amount as text',
      body({ ...EVENT, properties: { currency: 'EUR', value: '20.00' } }),
      'data.0.properties.value: Not a valid number.',
    ],
    [
      'a payment without currency',
      body({ ...EVENT, properties: { value: 20 } }),
      'data.0.properties.currency: Missing data for required field.',
    ],
    [
      'a lower-case currency',
      body({ ...EVENT, properties: { currency: 'eur', value: 20 } }),
      'data.0.properties.currency: Not a valid ISO 4217 code.',
    ],
    [
      'contents that are no list',
      body({ ...EVENT, properties: { currency: 'EUR', value: 20, contents: {} } }),
      'data.0.properties.contents: Not a valid list.',
    ],
    ['a web event without page', body(EVENT, withoutPage), 'data.1.page.url: Missing data for required field.'],
  ] as const) {
    it(`refuses ${what}, whole`, async () => {
      const answer = await track(content);
      expect(answer.code).to.equal(40002);
      expect(answer.message.startsWith(message), answer.message).to.equal(true);
      expect(sandbox.events()).to.deep.equal([]);
    });
  }

  it('fails on demand: throttled, broken, or silent after it recorded', async () => {
    sandbox.faults.add({ kind: 'refuse', status: 429 });
    expect(await track(body(EVENT))).to.include({ code: 40100 });
    sandbox.faults.add({ kind: 'hang-up' });
    expect(await track(body(EVENT)).catch((error: unknown) => error)).to.be.instanceOf(TypeError);
    await track(body(EVENT));
    expect(sandbox.events().map((event) => event.duplicate_of === null)).to.deep.equal([true, false]);
  });

  it('shows what it received over HTTP, and keeps it across a restart', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'tiktok-sandbox-'));
    {
      await using first = await startTikTokSandbox({ dir });
      await fetch(first.trackUrl, {
        method: 'POST',
        headers: { 'access-token': 'any-token' },
        body: JSON.stringify(body({ ...EVENT, event_time: Math.floor(Date.now() / 1000) })),
      });
    }
    await using second = await startTikTokSandbox({ dir });
    const shown = await (await fetch(`${second.url}/_sandbox/events`)).json();
    expect(shown.data).to.deep.equal(second.events()).and.to.have.length(1);
    await rm(dir, { recursive: true });
  });
});
