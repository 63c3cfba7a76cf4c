import { create } from '@bufbuild/protobuf';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { expect } from 'chai';
import { connect, type NatsConnection } from 'nats';
import { BookingService, ListBookingsResponseSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { newId, toTypeId } from '#runtime/ids.ts';
import { newApiKey, readApiKey } from '#runtime/rpc/api-key.ts';
import { testNatsUrl } from '#runtime/testing/nats.ts';
import { emptyReply } from '../testing/any-reply.ts';
import { HARBOUR, type Stand, startStand } from '../testing/stand.ts';

const SERVICE = '/berth.booking.v1.BookingService';
const VERIFY = 'ApiKeyVerificationService/VerifyApiKey';
/** Nothing is forgotten during a test but by a hint. */
const FOR_EVER = 86_400_000;

describe('API keys at the edge', function () {
  this.timeout(30_000);
  let stand: Stand;
  let nats: NatsConnection;

  before(async () => {
    const handlers = { 'BookingService/ListBookings': async () => create(ListBookingsResponseSchema), 'BookingService/GetBooking': emptyReply };
    stand = await startStand(handlers, { env: { NATS_URL: await testNatsUrl(), RATE_LIMITS: 'BookingService/GetBooking.principal=4/1h' }, apiKeyFreshMs: FOR_EVER });
    nats = await connect({ servers: await testNatsUrl() });
  });
  after(async () => {
    await nats.close();
    await stand[Symbol.asyncDispose]();
  });

  async function call(method: string, key: string, headers: Readonly<Record<string, string>> = {}, body: object = {}): Promise<string> {
    const response = await fetch(`${stand.url}${SERVICE}/${method}`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, ...headers }, body: JSON.stringify(body) });
    const answer = await response.json();
    return response.ok ? 'ok' : `${answer.code} ${answer.details[0].debug.reason} ${answer.details[0].debug.metadata?.dimension ?? ''}`.trim();
  }
  const list = (key: string, headers = {}): Promise<string> => call('ListBookings', key, headers);
  const get = (key: string): Promise<string> => call('GetBooking', key, {}, { id: toTypeId('bkg', newId()) });
  const newKey = (): string => stand.apiKey({ scopes: ['bookings:read'] });
  const subjectOf = (key: string): string => toTypeId('key', readApiKey(key)?.id ?? '');

  it('reach services as themselves, of their business, over Connect and gRPC', async () => {
    const key = newKey();
    const caller = { tenantId: HARBOUR, subject: subjectOf(key), roles: ['admin'], scopes: ['bookings:read'] };
    expect(await list(key)).to.equal('ok');
    expect(stand.calls.at(-1)?.caller).to.deep.equal(caller);
    await createClient(BookingService, createGrpcTransport({ baseUrl: stand.url })).listBookings({}, { headers: { authorization: `Bearer ${key}` } });
    expect(stand.calls.at(-1)?.caller).to.deep.equal(caller);
  });

  it('are not taken for another business than their own', async () => {
    const key = newKey();
    expect(await list(key, { 'berth-tenant': 'harbour' })).to.equal('ok');
    expect(await list(key, { 'berth-tenant': 'clinic' })).to.equal('permission_denied TENANT_MISMATCH');
  });

  it('are asked about once, and again when NATS tells that a key of some business changed', async () => {
    const key = newKey();
    const before = stand.asked.get(VERIFY) ?? 0;
    await list(key);
    stand.changeApiKey(key, { refusal: 'API_KEY_REVOKED' });
    expect(await list(key), 'nobody has told the gateway').to.equal('ok');
    expect(stand.asked.get(VERIFY)).to.equal(before + 1);
    // A business whose keys nobody here knows: the gateway forgets all it was told.
    nats.publish(`changed.user.${newId()}.api_key.${newId()}`, 'another replica');
    await nats.flush();
    let outcome = 'ok';
    while (outcome === 'ok') outcome = await list(key);
    expect(outcome).to.equal('unauthenticated API_KEY_REVOKED');
  });

  it('that are wrong are asked about so many times for an address, and then no key of it is', async () => {
    const env = { RATE_LIMITS: 'wrong_key.address=3/1h', TRUSTED_PROXIES: '1' };
    await using shut = await startStand({ 'BookingService/ListBookings': async () => create(ListBookingsResponseSchema) }, { env, apiKeyFreshMs: 0 });
    const from = async (address: string, key: string): Promise<string> => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}`, 'x-forwarded-for': address };
      const response = await fetch(`${shut.url}${SERVICE}/ListBookings`, { method: 'POST', headers, body: '{}' });
      return response.ok ? 'ok' : (await response.json()).details[0].debug.reason;
    };
    const good = shut.apiKey({ scopes: ['bookings:read'] });
    const wrong = (): string => newApiKey(newId()).text;
    const revoked = shut.apiKey({ refusal: 'API_KEY_REVOKED' });
    for (let time = 0; time < 10; time += 1) expect(await from('203.0.113.1', revoked)).to.equal('API_KEY_REVOKED');
    for (let time = 0; time < 3; time += 1) expect(await from('203.0.113.1', wrong())).to.equal('API_KEY_INVALID');
    const asked = shut.asked.get(VERIFY);
    for (const key of [wrong(), good, 'berth_key_mistyped']) expect(await from('203.0.113.1', key)).to.equal('RATE_LIMITED');
    expect(shut.asked.get(VERIFY)).to.equal(asked);
    for (let time = 0; time < 10; time += 1) expect(await from('203.0.113.2', good)).to.equal('ok');
  });

  it('are each a principal to rate limits', async () => {
    const [key, another] = [newKey(), newKey()];
    for (let calls = 0; calls < 4; calls += 1) expect(await get(key)).to.equal('ok');
    expect(await get(key)).to.equal('resource_exhausted RATE_LIMITED principal');
    expect(await get(another)).to.equal('ok');
  });
});
