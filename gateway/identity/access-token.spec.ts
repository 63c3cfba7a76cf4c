import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect } from 'chai';
import { SignJWT } from 'jose';
import { Failure } from '#runtime/errors.ts';
import { newId, toTypeId } from '#runtime/ids.ts';
import { accessTokenVerifier } from './access-token.ts';
import { createJwks, defaultJwksTimes, type Jwks } from './jwks.ts';

const ALICE = newId();
const HARBOUR = newId();
const START = 1_800_000_000;

/** A verifier whose key set the test may change, with a clock that it moves. */
function stand() {
  const [first, second] = [generateKeyPairSync('ed25519'), generateKeyPairSync('ed25519')];
  const clock = { now: START * 1000 };
  const published = new Map([['first', first.publicKey]]);
  const keySet = (): string => JSON.stringify({ keys: [...published].map(([kid, key]) => ({ ...key.export({ format: 'jwk' }), kid })) });
  const real = createJwks(async () => keySet(), defaultJwksTimes, () => clock.now);
  const lookedUp = { times: 0 };
  const jwks: Jwks = { ...real, key: (header, token) => ((lookedUp.times += 1), real.key(header, token)) };
  const verify = accessTokenVerifier(jwks, () => clock.now);
  const outcome = (token: string): Promise<string> =>
    verify(token).then(({ subject }) => subject, (error: unknown) => (error instanceof Failure ? error.reason : Promise.reject(error)));
  return { clock, published, lookedUp, verify, outcome, first, second };
}

const tokenOf = (key: KeyObject, kid: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> =>
  new SignJWT({ tid: toTypeId('tnt', HARBOUR), roles: ['user'], ...more })
    .setProtectedHeader({ alg: 'EdDSA', kid, typ: 'at+jwt' })
    .setIssuer('berth').setAudience('berth-api').setSubject(toTypeId('usr', ALICE)).setJti(newId()).setIssuedAt(START).setExpirationTime(START + 600)
    .sign(key);

describe('an access token', () => {
  it('is verified once for each set of keys', async () => {
    const { clock, published, lookedUp, outcome, first, second } = stand();
    const token = await tokenOf(first.privateKey, 'first');
    for (let call = 0; call < 3; call += 1) expect(await outcome(token)).to.equal(ALICE);
    expect(lookedUp.times).to.equal(1);
    clock.now += defaultJwksTimes.maxAgeMs;
    expect(await outcome(token)).to.equal(ALICE);
    expect(lookedUp.times).to.equal(1);
    published.set('second', second.publicKey);
    clock.now += defaultJwksTimes.maxAgeMs;
    expect(await outcome(token)).to.equal(ALICE);
    expect(lookedUp.times).to.equal(2);
  });

  it('says in which session its bearer acts, when it is of one', async () => {
    const { verify, first } = stand();
    const session = newId();
    const caller = { tenantId: HARBOUR, subject: ALICE, roles: ['user'] };
    expect(await verify(await tokenOf(first.privateKey, 'first', { sid: toTypeId('sid', session) }))).to.deep.equal({ ...caller, session });
    expect(await verify(await tokenOf(first.privateKey, 'first', { sid: 'phone' }))).to.deep.equal(caller);
  });

  it('says of a guest that it is one, who has no role of staff whatever it claims', async () => {
    const { verify, first } = stand();
    const token = (guest: unknown, roles: readonly string[]) => tokenOf(first.privateKey, 'first', { guest, roles });
    expect(await verify(await token(true, ['user', 'admin']))).to.deep.equal({ tenantId: HARBOUR, subject: ALICE, roles: ['user'], guest: true });
    expect(await verify(await token(false, ['user', 'admin']))).to.deep.equal({ tenantId: HARBOUR, subject: ALICE, roles: ['user', 'admin'] });
  });

  it('that was good is refused from the second on in which it expires', async () => {
    const { clock, outcome, first } = stand();
    const token = await tokenOf(first.privateKey, 'first');
    clock.now = (START + 599) * 1000;
    expect(await outcome(token)).to.equal(ALICE);
    clock.now = (START + 604) * 1000;
    expect(await outcome(token)).to.equal(ALICE);
    clock.now = (START + 605) * 1000;
    expect(await outcome(token)).to.equal('TOKEN_EXPIRED');
  });

  it('that was good is refused once its key is withdrawn and the keys were fetched again', async () => {
    const { clock, published, outcome, first, second } = stand();
    const token = await tokenOf(first.privateKey, 'first');
    expect(await outcome(token)).to.equal(ALICE);
    published.clear();
    published.set('second', second.publicKey);
    clock.now += defaultJwksTimes.freshMs - 1;
    expect(await outcome(token)).to.equal(ALICE);
    clock.now += defaultJwksTimes.maxAgeMs;
    expect(await outcome(token)).to.equal('TOKEN_INVALID');
    expect(await outcome(await tokenOf(second.privateKey, 'second'))).to.equal(ALICE);
  });

  it('with another signature is not the one that was good', async () => {
    const { outcome, first, second } = stand();
    const good = await tokenOf(first.privateKey, 'first');
    expect(await outcome(good)).to.equal(ALICE);
    const signature = (await tokenOf(second.privateKey, 'first')).split('.')[2];
    expect(await outcome([...good.split('.').slice(0, 2), signature].join('.'))).to.equal('TOKEN_INVALID');
    expect(await outcome(await tokenOf(second.privateKey, 'first'))).to.equal('TOKEN_INVALID');
  });
});
