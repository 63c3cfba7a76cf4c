import { expect } from 'chai';
import { createPrivateKey } from 'node:crypto';
import { SignJWT, UnsecuredJWT } from 'jose';
import type { Caller } from '../actor/types.ts';
import { newId, toTypeId } from '../ids.ts';
import { createTestKeys } from '../testing/keys.ts';
import { failureOf, testCaller } from '../testing/rpc.ts';
import { createTokenSigner, createTokenVerifier, TOKEN_TYPE } from './tokens.ts';

const keys = createTestKeys('gateway', 'booking');
const verifier = createTokenVerifier(keys.jwks, 'payment');
const privateKey = createPrivateKey({ key: JSON.parse(keys.signingKey('gateway')), format: 'jwk' });
const caller = testCaller('user');
const now = (): number => Math.floor(Date.now() / 1000);

interface Forgery {
  readonly header?: { readonly alg?: string; readonly kid?: string; readonly typ?: string };
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly key?: Parameters<SignJWT['sign']>[0];
}

/** A token that is right but for what `forgery` says; claims that are `undefined` are left out. */
function forge({ header = {}, claims = {}, key = privateKey }: Forgery = {}): Promise<string> {
  const good = { iss: 'berth:gateway', aud: 'payment', sub: caller.subject, tid: caller.tenantId, roles: ['user'], jti: newId(), iat: now(), exp: now() + 60 };
  return new SignJWT({ ...good, ...claims }).setProtectedHeader({ alg: 'EdDSA', kid: 'gateway', typ: TOKEN_TYPE, ...header }).sign(key);
}

describe('internal tokens', () => {
  it('carry tenant, subject and roles from signer to verifier', async () => {
    const token = await createTokenSigner(keys.signingKey('gateway')).sign(caller, 'payment');
    expect(await verifier.verify(token)).to.deep.equal(caller);
  });

  it('are good of both keys of a signer while they are changed, and of neither in the name of another', async () => {
    const both = createTestKeys('gateway', 'gateway.2', 'booking');
    const during = createTokenVerifier(both.jwks, 'payment');
    for (const key of ['gateway', 'gateway.2']) {
      const signer = createTokenSigner(both.signingKey(key));
      expect(signer.signer).to.equal('gateway');
      expect(await during.verify(await signer.sign(caller, 'payment'))).to.deep.equal(caller);
    }
    const { keys: all }: { keys: { kid: string }[] } = JSON.parse(both.jwks);
    const after = createTokenVerifier(JSON.stringify({ keys: all.filter(({ kid }) => kid !== 'gateway') }), 'payment');
    const old = await createTokenSigner(both.signingKey('gateway')).sign(caller, 'payment');
    expect(await failureOf(after.verify(old))).to.include({ code: 'UNAUTHENTICATED' });
    const key = createPrivateKey({ key: JSON.parse(both.signingKey('gateway.2')), format: 'jwk' });
    const inAnothersName = await forge({ header: { kid: 'gateway.2' }, claims: { iss: 'berth:booking' }, key });
    expect(await failureOf(during.verify(inAnothersName))).to.include({ code: 'UNAUTHENTICATED' });
    expect(() => createTokenVerifier(JSON.stringify({ keys: [...all, all[0]] }), 'payment')).to.throw(/two have the kid gateway, so call the newer one gateway\.2/);
  });

  it('carry the session that a person acts in, which is another caller to the signer', async () => {
    const signer = createTokenSigner(keys.signingKey('gateway'));
    const acting = { ...caller, session: newId() };
    await signer.sign(caller, 'payment');
    expect(await verifier.verify(await signer.sign(acting, 'payment'))).to.deep.equal(acting);
  });

  it('carry the scopes of an API key, which with others is another caller to the signer', async () => {
    const signer = createTokenSigner(keys.signingKey('gateway'));
    const key: Caller = { tenantId: newId(), subject: toTypeId('key', newId()), roles: ['admin'], scopes: ['bookings:read'] };
    expect(await verifier.verify(await signer.sign(key, 'payment'))).to.deep.equal(key);
    const other = { ...key, scopes: [] };
    expect(await verifier.verify(await signer.sign(other, 'payment'))).to.deep.equal(other);
  });

  it('say of a guest that it is one, which is another caller to the signer', async () => {
    const signer = createTokenSigner(keys.signingKey('gateway'));
    await signer.sign(caller, 'payment');
    const guest: Caller = { ...caller, guest: true };
    expect(await verifier.verify(await signer.sign(guest, 'payment'))).to.deep.equal(guest);
  });

  it('the forge’s tokens are good when nothing is forged', async () => {
    expect(await verifier.verify(await forge())).to.deep.equal(caller);
  });

  it('are signed once for many calls, and anew for another caller or audience', async () => {
    const signer = createTokenSigner(keys.signingKey('gateway'));
    const first = await signer.sign(caller, 'payment');
    expect(await signer.sign({ ...caller }, 'payment')).to.equal(first);
    expect(await signer.sign(caller, 'booking')).not.to.equal(first);
    expect(await signer.sign({ ...caller, roles: ['admin'] }, 'payment')).not.to.equal(first);
    expect(await signer.sign({ ...caller, tenantId: newId() }, 'payment')).not.to.equal(first);
  });

  const forgeries: Readonly<Record<string, () => string | Promise<string>>> = {
    'another audience': () => forge({ claims: { aud: 'booking' } }),
    'no audience': () => forge({ claims: { aud: undefined } }),
    'an unknown issuer': () => forge({ claims: { iss: 'berth:stranger' } }),
    'the name of another service': () => forge({ claims: { iss: 'berth:booking' } }),
    'a session that is no uuid': () => forge({ claims: { sid: 'phone' } }),
    'another type': () => forge({ header: { typ: 'at+jwt' } }),
    'no expiry': () => forge({ claims: { exp: undefined } }),
    'an expiry that has passed': () => forge({ claims: { iat: now() - 30, exp: now() - 1 } }),
    'a longer life than a minute': () => forge({ claims: { exp: now() + 3_600 } }),
    'an issue more than a minute ago': () => forge({ claims: { iat: now() - 120, exp: now() + 30 } }),
    'no tenant': () => forge({ claims: { tid: undefined } }),
    'a tenant that is no uuid': () => forge({ claims: { tid: "x'; drop table" } }),
    'no subject': () => forge({ claims: { sub: undefined } }),
    'no roles': () => forge({ claims: { roles: undefined } }),
    'an unknown role': () => forge({ claims: { roles: ['root'] } }),
    'a user in the role of a service': () => forge({ claims: { roles: ['user', 'service'] } }),
    'a service without its role': () => forge({ claims: { sub: 'service:gateway', roles: ['admin'] } }),
    'a guest of staff': () => forge({ claims: { roles: ['user', 'admin'], guest: true } }),
    'a guest that is not quite one': () => forge({ claims: { guest: 'yes' } }),
    'an API key without scopes': () => forge({ claims: { sub: toTypeId('key', newId()), roles: ['admin'] } }),
    'an API key with more than an administrator’s role': () => forge({ claims: { sub: toTypeId('key', newId()), roles: ['admin', 'operator'], scopes: [] } }),
    'scopes that are no list': () => forge({ claims: { sub: toTypeId('key', newId()), roles: ['admin'], scopes: 'bookings:read' } }),
    'scopes that are no texts': () => forge({ claims: { sub: toTypeId('key', newId()), roles: ['admin'], scopes: [1] } }),
    'a person with scopes': () => forge({ claims: { scopes: ['bookings:read'] } }),
    'no id': () => forge({ claims: { jti: undefined } }),
    'an unknown key': () => forge({ header: { kid: 'stranger' } }),
    'the key of another service': () => forge({ header: { kid: 'booking' }, claims: { iss: 'berth:booking' } }),
    'another algorithm': () => forge({ header: { alg: 'Ed25519' } }),
    'a public key as HMAC secret': () => {
      const { x } = JSON.parse(keys.jwks).keys[0];
      return forge({ header: { alg: 'HS256' }, key: Buffer.from(x, 'base64url') });
    },
    'no signature': () =>
      new UnsecuredJWT({ tid: caller.tenantId, roles: ['admin'], jti: newId() })
        .setIssuer('berth:gateway')
        .setAudience('payment')
        .setSubject(caller.subject)
        .setIssuedAt()
        .setExpirationTime('1m')
        .encode(),
    'another body under the signature': async () => {
      const [header, , signature] = (await forge()).split('.');
      const [, body] = (await forge({ claims: { roles: ['admin'] } })).split('.');
      return [header, body, signature].join('.');
    },
    'no shape at all': () => 'nonsense',
  };

  for (const [defect, make] of Object.entries(forgeries)) {
    it(`with ${defect} are refused, all with the same words`, async () => {
      const error = await failureOf(verifier.verify(await make()));
      expect(error).to.include({ code: 'UNAUTHENTICATED', reason: 'INVALID_TOKEN', message: 'The call carries no valid internal token.' });
    });
  }

  it('that were good are refused after their expiry, in spite of the cache', async () => {
    let present = new Date();
    const aging = createTokenVerifier(keys.jwks, 'payment', { now: () => present });
    const token = await forge();
    expect(await aging.verify(token)).to.deep.equal(caller);
    present = new Date(present.getTime() + 61_000);
    expect(await failureOf(aging.verify(token))).to.include({ code: 'UNAUTHENTICATED' });
  });

  it('need proper keys, and say which are not', () => {
    expect(() => createTokenSigner('{')).to.throw('must be JSON');
    expect(() => createTokenSigner(JSON.stringify({ ...JSON.parse(keys.signingKey('gateway')), d: undefined }))).to.throw('member d is missing');
    expect(() => createTokenSigner(JSON.stringify({ kty: 'RSA', d: 'x' }))).to.throw('must be Ed25519');
    expect(() => createTokenVerifier('{"keys":[]}', 'x')).to.throw('at least one key');
    expect(() => createTokenVerifier(JSON.stringify({ keys: [JSON.parse(keys.signingKey('gateway'))] }), 'x')).to.throw('public keys only');
  });
});
