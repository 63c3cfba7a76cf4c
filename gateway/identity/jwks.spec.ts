import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { errors, type FlattenedJWSInput } from 'jose';
import { Failure } from '#runtime/errors.ts';
import { createJwks, defaultJwksTimes } from './jwks.ts';

const { x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
const jwk = (kid: string): object => ({ kty: 'OKP', crv: 'Ed25519', x, kid });
const token: FlattenedJWSInput = { payload: '', signature: '' };
const { freshMs, maxAgeMs, cooldownMs } = defaultJwksTimes;

/** Answers of the user service, one a fetch, the last for ever; a promise is one that hangs. */
function keysOver(...answers: (string[] | Error | Promise<string[]>)[]) {
  const clock = { now: 0 };
  const asked = { times: 0 };
  const fetch = async (): Promise<string> => {
    const answer = await answers[Math.min(asked.times++, answers.length - 1)];
    if (answer instanceof Error || answer === undefined) throw answer ?? new Error('no answer');
    return JSON.stringify({ keys: answer.map(jwk) });
  };
  const jwks = createJwks(fetch, defaultJwksTimes, () => clock.now);
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
  it('are fetched once for many callers, and again beside calls that go on with those at hand', async () => {
    const { clock, asked, has } = keysOver(['a'], ['a', 'b']);
    await Promise.all([has('a'), has('a'), has('a')]);
    clock.now = freshMs - 1;
    await has('a');
    expect(asked.times).to.equal(1);
    clock.now = freshMs;
    expect(await has('a')).to.equal(true);
    expect(asked.times).to.equal(2);
    expect(await has('b')).to.equal(true);
    expect(asked.times).to.equal(2);
  });

  it('that were given up are refused at the bound at the latest, also after a quiet hour', async () => {
    const { clock, has } = keysOver(['a'], ['b']);
    await has('a');
    clock.now = maxAgeMs;
    expect(await has('a')).to.equal(false);
    const quiet = keysOver(['a'], ['b']);
    await quiet.has('a');
    quiet.clock.now = 3_600_000;
    expect(await quiet.has('a')).to.equal(false);
  });

  it('stay one generation while they are the same', async () => {
    const { clock, jwks } = keysOver(['a'], ['a'], ['a', 'b']);
    const first = await jwks.generation();
    clock.now = maxAgeMs;
    expect(await jwks.generation()).to.equal(first);
    clock.now = 2 * maxAgeMs;
    expect(await jwks.generation()).not.to.equal(first);
  });

  it('are fetched for an unknown key, but a storm of those asks once a second', async () => {
    const { clock, asked, has } = keysOver(['a'], ['a', 'b']);
    expect(await has('b')).to.equal(false);
    expect(asked.times).to.equal(1);
    clock.now = cooldownMs;
    expect(await has('b')).to.equal(true);
    for (let storm = 0; storm < 100; storm++) await has(`unknown-${storm}`);
    expect(asked.times).to.equal(2);
    for (let storm = 0; storm < 1_000; storm++) {
      clock.now += 10;
      await has(`unknown-${storm}`);
    }
    expect(asked.times).to.equal(12);
  });

  it('stay good while the user service is away, which nobody waits for', async () => {
    const { clock, asked, has } = keysOver(['a'], new Error('down'), new Promise(() => undefined));
    await has('a');
    clock.now = 600_000;
    expect(await has('a')).to.equal(true);
    expect(await has('a')).to.equal(true);
    expect(asked.times).to.equal(2);
    clock.now += cooldownMs;
    expect(await has('a'), 'the third fetch hangs').to.equal(true);
    expect(asked.times).to.equal(3);
  });

  it('make calls UNAVAILABLE when there never were any', async () => {
    const { has } = keysOver(new Error('down'));
    const thrown: unknown = await has('a').catch((error: unknown) => error);
    expect(thrown).to.be.instanceOf(Failure).and.include({ code: 'UNAVAILABLE', reason: 'KEYS_UNAVAILABLE' });
  });
});
