import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { errors, type FlattenedJWSInput } from 'jose';
import { Failure } from '#runtime/errors.ts';
import { createJwks } from './jwks.ts';

const jwk = (kid: string): object => ({ ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }), kid });
const token: FlattenedJWSInput = { payload: '', signature: '' };

function keysOver(...answers: (string[] | Error)[]) {
  const clock = { now: 0 };
  const asked = { times: 0 };
  const fetch = async (): Promise<string> => {
    const answer = answers[Math.min(asked.times++, answers.length - 1)];
    if (answer instanceof Error || answer === undefined) throw answer ?? new Error('no answer');
    return JSON.stringify({ keys: answer.map(jwk) });
  };
  const jwks = createJwks(fetch, () => clock.now);
  const has = async (kid: string): Promise<boolean> => {
    try {
      await jwks.key({ alg: 'EdDSA', kid }, token);
      return true;
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey) return false;
      throw error;
    }
  };
  return { clock, asked, jwks, has };
}

describe('the public keys', () => {
  it('are fetched once for many callers and again after a minute', async () => {
    const { clock, asked, has } = keysOver(['a'], ['a', 'b']);
    await Promise.all([has('a'), has('a'), has('a')]);
    clock.now = 59_999;
    await has('a');
    expect(asked.times).to.equal(1);
    clock.now = 60_000;
    expect(await has('b')).to.equal(true);
    expect(asked.times).to.equal(2);
  });

  it('are fetched for an unknown key, but a storm of those asks once in five seconds', async () => {
    const { clock, asked, has } = keysOver(['a'], ['a', 'b']);
    expect(await has('b')).to.equal(false);
    expect(asked.times).to.equal(1);
    clock.now = 5_000;
    expect(await has('b')).to.equal(true);
    for (let storm = 0; storm < 100; storm++) await has(`unknown-${storm}`);
    expect(asked.times).to.equal(2);
  });

  it('stay good while the user service is away', async () => {
    const { clock, asked, has } = keysOver(['a'], new Error('down'));
    await has('a');
    clock.now = 600_000;
    expect(await has('a')).to.equal(true);
    expect(await has('a')).to.equal(true);
    expect(asked.times).to.equal(2);
  });

  it('make calls UNAVAILABLE when there never were any', async () => {
    const { has } = keysOver(new Error('down'));
    const thrown: unknown = await has('a').catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Failure).and.include({ code: 'UNAVAILABLE', reason: 'KEYS_UNAVAILABLE' });
  });
});
