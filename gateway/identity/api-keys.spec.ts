import { expect } from 'chai';
import type { Caller } from '#runtime/actor/types.ts';
import { Failure, unavailable } from '#runtime/errors.ts';
import { newId, toTypeId } from '#runtime/ids.ts';
import { newApiKey } from '#runtime/rpc/api-key.ts';
import { API_KEY_FRESH_MS, type ApiKeyGrant, createApiKeys } from './api-keys.ts';

const HARBOUR = newId();
const revoked = (): Failure => new Failure({ code: 'UNAUTHENTICATED', reason: 'API_KEY_REVOKED', message: 'revoked' });

/** Keys whose one answer the test may change, with a clock that it moves. */
function stand(first: Partial<ApiKeyGrant> = {}) {
  const clock = { now: 1_000_000 };
  const asked: string[] = [];
  const world: { answer: () => Promise<ApiKeyGrant> } = { answer: async () => ({ tenantId: HARBOUR, scopes: ['catalog:read'], expires: undefined, ...first }) };
  const keys = createApiKeys(async ({ id }) => (asked.push(id), world.answer()), API_KEY_FRESH_MS, () => clock.now);
  const outcome = (text: string): Promise<Caller | string> =>
    keys.verify(text).catch((error: unknown) => (error instanceof Failure ? error.reason : Promise.reject(error)));
  const id = newId();
  return { clock, asked, world, keys, outcome, id, text: newApiKey(id).text };
}

describe('an API key at the edge', () => {
  it('speaks for its business as an administrator who has its scopes only', async () => {
    const { outcome, text, id } = stand();
    expect(await outcome(text)).to.deep.equal({ tenantId: HARBOUR, subject: toTypeId('key', id), roles: ['admin'], scopes: ['catalog:read'] });
  });

  it('is asked about once for many calls, and again after five seconds', async () => {
    const { clock, asked, outcome, text } = stand();
    await Promise.all([outcome(text), outcome(text), outcome(text)]);
    clock.now += API_KEY_FRESH_MS - 1;
    await outcome(text);
    expect(asked).to.have.length(1);
    clock.now += 1;
    await outcome(text);
    expect(asked).to.have.length(2);
  });

  it('that was revoked is refused five seconds later at the latest, however long an answer took', async () => {
    const { clock, world, outcome, text } = stand();
    const good = world.answer;
    world.answer = async () => {
      clock.now += 3_000;
      return good();
    };
    const before = clock.now;
    await outcome(text);
    world.answer = () => Promise.reject(revoked());
    clock.now = before + API_KEY_FRESH_MS - 1;
    expect(await outcome(text)).to.have.property('tenantId', HARBOUR);
    clock.now = before + API_KEY_FRESH_MS;
    expect(await outcome(text)).to.equal('API_KEY_REVOKED');
  });

  it('is forgotten at once when keys change, also an answer that is under way', async () => {
    const { world, keys, outcome, text } = stand();
    const good = await world.answer();
    const { promise, resolve } = Promise.withResolvers<ApiKeyGrant>();
    world.answer = () => promise;
    const early = outcome(text);
    keys.forget();
    world.answer = () => Promise.reject(revoked());
    expect(await outcome(text), 'who asks after the change does not wait for an answer from before it').to.equal('API_KEY_REVOKED');
    resolve(good);
    await early;
    expect(await outcome(text), 'an answer from before the change is not kept').to.equal('API_KEY_REVOKED');
  });

  it('expires to the millisecond', async () => {
    const { clock, world, outcome, text } = stand({ expires: new Date(1_000_000 + 2_000) });
    await outcome(text);
    world.answer = () => Promise.reject(revoked());
    clock.now += 1_999;
    expect(await outcome(text)).to.have.property('tenantId', HARBOUR);
    clock.now += 1;
    expect(await outcome(text)).to.equal('API_KEY_REVOKED');
  });

  it('that is refused is asked about once in five seconds', async () => {
    const { clock, asked, world, outcome, text } = stand();
    world.answer = () => Promise.reject(revoked());
    for (let call = 0; call < 3; call += 1) expect(await outcome(text)).to.equal('API_KEY_REVOKED');
    expect(asked).to.have.length(1);
    clock.now += API_KEY_FRESH_MS;
    await outcome(text);
    expect(asked).to.have.length(2);
  });

  it('is neither good nor bad while the user service is away', async () => {
    const { clock, world, outcome, text } = stand();
    const good = world.answer;
    await outcome(text);
    clock.now += API_KEY_FRESH_MS;
    world.answer = () => Promise.reject(unavailable('SERVICE_UNAVAILABLE', 'away'));
    expect(await outcome(text)).to.equal('SERVICE_UNAVAILABLE');
    world.answer = good;
    expect(await outcome(text)).to.have.property('tenantId', HARBOUR);
  });

  it('with a wrong checksum is refused without asking anybody', async () => {
    const { asked, outcome, text } = stand();
    for (const wrong of [`${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`, 'berth_', 'berth_key_']) expect(await outcome(wrong)).to.equal('API_KEY_INVALID');
    expect(asked).to.deep.equal([]);
  });

  it('that works is not pushed out by those that somebody makes up', async () => {
    const { asked, world, outcome, text } = stand();
    const good = world.answer;
    await outcome(text);
    world.answer = () => Promise.reject(revoked());
    for (let made = 0; made < 10_100; made += 1) await outcome(newApiKey(newId()).text);
    world.answer = good;
    const before = asked.length;
    expect(await outcome(text)).to.have.property('tenantId', HARBOUR);
    expect(asked).to.have.length(before);
  });
});
