import { createHmac, generateKeyPairSync } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { ListBookingsResponseSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { ListCategoriesResponseSchema } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { ListTrackedEventsResponseSchema } from '#proto/berth/integration/v1/integration_service_pb.ts';
import { CreateTenantResponseSchema, ListTenantsResponseSchema } from '#proto/berth/user/v1/user_service_pb.ts';
import { toTypeId } from '#runtime/ids.ts';
import { ALICE, CLINIC, HARBOUR, type Stand, startStand } from '../testing/stand.ts';
import { talk } from '../testing/wire.ts';

const BOOKINGS = '/berth.booking.v1.BookingService/ListBookings';
const CATEGORIES = '/berth.catalog.v1.CatalogService/ListCategories';
const TENANTS = '/berth.user.v1.TenantService/ListTenants';
const TRACKED = '/berth.integration.v1.IntegrationService/ListTrackedEvents';
const BOOKING = toTypeId('bkg', ALICE);

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('who calls, and for which business', () => {
  let stand: Stand;

  before(async () => {
    stand = await startStand({
      'BookingService/ListBookings': async () => create(ListBookingsResponseSchema),
      'CatalogService/ListCategories': async () => create(ListCategoriesResponseSchema),
      'TenantService/ListTenants': async () => create(ListTenantsResponseSchema),
      'TenantService/CreateTenant': async () => create(CreateTenantResponseSchema),
      'IntegrationService/ListTrackedEvents': async () => create(ListTrackedEventsResponseSchema),
    });
  });
  after(() => stand[Symbol.asyncDispose]());

  async function call(path: string, headers: Readonly<Record<string, string>> = {}, body: object = {}): Promise<string> {
    const response = await fetch(`${stand.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    return response.ok ? 'ok' : `${answer.code} ${answer.details[0].debug.reason}`;
  }
  /** As `call` on CATEGORIES, with a host of our own; `fetch` does not let us. */
  async function raw(headers: Readonly<Record<string, string>>): Promise<string> {
    const lines = Object.entries({ ...headers, connection: 'close', 'content-type': 'application/json', 'content-length': '2' });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const { text } = await talk(stand.gateway.port, `POST ${CATEGORIES} HTTP/1.1\r\n${head}\r\n{}`);
    return text;
  }
  const signedIn = async (...parts: Parameters<Stand['token']>) => ({ authorization: `Bearer ${await stand.token(...parts)}` });

  describe('without a token', () => {
    it('a public RPC needs a business', async () => {
      expect(await call(CATEGORIES)).to.equal('invalid_argument TENANT_REQUIRED');
      for (const name of ['harbour', toTypeId('tnt', HARBOUR)]) expect(await call(CATEGORIES, { 'berth-tenant': name })).to.equal('ok');
      expect(stand.calls.at(-1)?.caller).to.deep.equal({ tenantId: HARBOUR, subject: 'anonymous', roles: [] });
    });

    it('the business may be in the address, and only one of both', async () => {
      expect(await raw({ host: 'clinic.localhost' })).to.contain('200 OK');
      expect(stand.calls.at(-1)?.caller).to.include({ tenantId: CLINIC });
      expect(await raw({ host: 'clinic.localhost', 'berth-tenant': 'clinic' })).to.contain('200 OK');
      expect(await raw({ host: 'clinic.localhost', 'berth-tenant': 'harbour' })).to.contain('TENANT_AMBIGUOUS');
      expect(await raw({ host: 'nobody.localhost' })).to.contain('TENANT_NOT_FOUND');
      expect(await raw({ host: 'clinic.example.com' })).to.contain('TENANT_REQUIRED');
    });

    const business = (text: string): unknown => (text.includes('200 OK') ? stand.calls.at(-1)?.caller.tenantId : /"reason":"(\w+)"/.exec(text)?.[1]);

    const hosts: Readonly<Record<string, string>> = {
      'book.harbour.example': HARBOUR,
      'book.harbour.example:8443': HARBOUR,
      'BOOK.Harbour.EXAMPLE': HARBOUR,
      'book.harbour.example.': HARBOUR,
      'xn--mller-kva.example': CLINIC,
      'XN--MLLER-KVA.example.:443': CLINIC,
      'clinic.localhost.': CLINIC,
      'harbour.example': 'TENANT_REQUIRED',
      'evil.book.harbour.example': 'TENANT_REQUIRED',
      'book.harbour.example.evil.example': 'TENANT_REQUIRED',
      'book.harbour.example..': 'TENANT_REQUIRED',
      '127.0.0.1': 'TENANT_REQUIRED',
      '[::1]': 'TENANT_REQUIRED',
      localhost: 'TENANT_REQUIRED',
    };
    for (const [host, expected] of Object.entries(hosts)) {
      it(`Host: ${host} is ${expected}`, async () => expect(business(await raw({ host }))).to.equal(expected));
    }

    it('a domain of its own and a header must mean the same business', async () => {
      const host = 'book.harbour.example';
      for (const named of ['harbour', toTypeId('tnt', HARBOUR)]) expect(business(await raw({ host, 'berth-tenant': named }))).to.equal(HARBOUR);
      for (const named of ['clinic', toTypeId('tnt', CLINIC)]) expect(business(await raw({ host, 'berth-tenant': named }))).to.equal('TENANT_AMBIGUOUS');
    });

    it('what a proxy would say of the host is not believed', async () => {
      const forged = { 'x-forwarded-host': 'clinic.localhost', forwarded: 'host=clinic.localhost', 'x-host': 'clinic.localhost', 'x-original-host': 'clinic.localhost' };
      expect(business(await raw({ host: 'book.harbour.example', ...forged }))).to.equal(HARBOUR);
      expect(business(await raw({ host: '127.0.0.1', ...forged }))).to.equal('TENANT_REQUIRED');
    });

    for (const name of ['nobody', 'Not A Slug', '../etc', 'tnt_zzz', 'a'.repeat(300)]) {
      it(`there is no business "${name.slice(0, 12)}"`, async () => {
        expect(await call(CATEGORIES, { 'berth-tenant': name })).to.equal('not_found TENANT_NOT_FOUND');
      });
    }

    it('RPCs of the platform need none', async () => {
      expect(await call(TENANTS)).to.equal('ok');
      expect(await call(TENANTS, { 'berth-tenant': 'nobody' })).to.equal('ok');
      expect(stand.calls.at(-1)?.caller).to.include({ tenantId: '00000000-0000-0000-0000-000000000000', subject: 'anonymous' });
    });

    it('what is for people who signed in is refused before it reaches the service', async () => {
      const before = stand.calls.length;
      expect(await call(BOOKINGS, { 'berth-tenant': 'harbour' })).to.equal('unauthenticated SIGN_IN_REQUIRED');
      expect(stand.calls).to.have.lengthOf(before);
    });
  });

  describe('with a token', () => {
    it('its business is enough, and the services see its subject and roles', async () => {
      expect(await call(BOOKINGS, await signedIn({ roles: ['user', 'admin'] }))).to.equal('ok');
      expect(stand.calls.at(-1)?.caller).to.deep.equal({ tenantId: HARBOUR, subject: ALICE, roles: ['user', 'admin'] });
    });

    it('claims may hold plain uuids', async () => {
      expect(await call(BOOKINGS, await signedIn({ sub: ALICE, tid: CLINIC }))).to.equal('ok');
      expect(stand.calls.at(-1)?.caller).to.include({ tenantId: CLINIC, subject: ALICE });
    });

    it('a named business must be the same', async () => {
      expect(await call(BOOKINGS, { ...(await signedIn()), 'berth-tenant': 'harbour' })).to.equal('ok');
      expect(await call(BOOKINGS, { ...(await signedIn()), 'berth-tenant': 'clinic' })).to.equal('permission_denied TENANT_MISMATCH');
    });

    it('a domain of its own must be that of the token’s business', async () => {
      const token = await signedIn();
      expect(await raw({ host: 'book.harbour.example', ...token })).to.contain('200 OK');
      expect(await raw({ host: 'xn--mller-kva.example', ...token })).to.contain('TENANT_MISMATCH');
    });

    it('roles decide, and nobody is a service', async () => {
      expect(await call(TRACKED, await signedIn(), { bookingId: BOOKING })).to.equal('permission_denied ACCESS_DENIED');
      expect(await call(TRACKED, await signedIn({ roles: ['service'] }), { bookingId: BOOKING })).to.equal('permission_denied ACCESS_DENIED');
      expect(await call(TRACKED, await signedIn({ roles: ['admin'] }), { bookingId: BOOKING })).to.equal('ok');
      expect(await call(BOOKINGS, await signedIn({ roles: 'admin' }))).to.equal('permission_denied ACCESS_DENIED');
    });
  });

  const forged: Readonly<Record<string, () => Promise<string>>> = {
    'no JWT at all': async () => 'nonsense',
    'an unknown issuer': () => stand.token({ iss: 'somebody' }),
    'another audience': () => stand.token({ aud: 'other-api' }),
    'another type': () => stand.token({}, { typ: 'JWT' }),
    'an internal token': () => stand.token({ aud: 'booking' }, { typ: 'berth-internal+jwt' }),
    'another key under the known kid': () => stand.token({}, { key: generateKeyPairSync('ed25519').privateKey }),
    'an unknown kid': () => stand.token({}, { kid: 'k2' }),
    'no subject': () => stand.token({ sub: undefined }),
    'no tenant': () => stand.token({ tid: undefined }),
    'no id': () => stand.token({ jti: undefined }),
    'no expiry': () => stand.token({ exp: undefined }),
    'a subject that is no user': () => stand.token({ sub: 'service:booking' }),
    'a tenant that is none': () => stand.token({ tid: 'harbour' }),
    'a start in the future': () => stand.token({ nbf: Math.floor(Date.now() / 1000) + 600 }),
    'a changed payload': async () => {
      const [header, , signature] = (await stand.token()).split('.');
      return [header, base64url({ iss: 'berth', aud: 'berth-api', sub: ALICE, tid: CLINIC, roles: ['admin'], exp: 9e9, iat: 1, jti: 'x' }), signature].join('.');
    },
    'no algorithm': async () => `${base64url({ alg: 'none', typ: 'at+jwt' })}.${(await stand.token()).split('.')[1]}.`,
    'the public key as an HMAC secret': async () => {
      const signed = `${base64url({ alg: 'HS256', typ: 'at+jwt', kid: 'k1' })}.${(await stand.token()).split('.')[1]}`;
      const secret = await (await fetch(`${stand.url}/.well-known/jwks.json`)).text();
      return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
    },
  };
  for (const [what, make] of Object.entries(forged)) {
    it(`a token with ${what} is refused, on public RPCs too`, async () => {
      const headers = { authorization: `Bearer ${await make()}`, 'berth-tenant': 'harbour' };
      expect(await call(BOOKINGS, headers)).to.equal('unauthenticated TOKEN_INVALID');
      expect(await call(CATEGORIES, headers)).to.equal('unauthenticated TOKEN_INVALID');
    });
  }

  it('an expired token says so', async () => {
    const past = Math.floor(Date.now() / 1000) - 60;
    expect(await call(BOOKINGS, await signedIn({ iat: past - 600, exp: past }))).to.equal('unauthenticated TOKEN_EXPIRED');
  });

  it('another scheme is refused', async () => {
    expect(await call(BOOKINGS, { authorization: 'Basic YTpi', 'berth-tenant': 'harbour' })).to.equal('unauthenticated TOKEN_INVALID');
  });

  it('keys and tenants are asked for once, not for every call', async () => {
    await Promise.all(Array.from({ length: 50 }, async () => call(BOOKINGS, { ...(await signedIn()), 'berth-tenant': 'harbour' })));
    await Promise.all(Array.from({ length: 20 }, async () => call(BOOKINGS, await signedIn({}, { kid: 'storm' }))));
    expect(stand.asked.get('AuthService/GetJwks')).to.be.at.most(2);
  });
});
