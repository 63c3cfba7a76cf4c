import { create } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { ListBookingsResponseSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { ListCategoriesResponseSchema } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { AccessLevel } from '#proto/berth/type/v1/access_pb.ts';
import { levelOf } from '#runtime/rpc/access.ts';
import { loadServices } from '#runtime/rpc/contract.ts';
import { type Stand, startStand } from '../testing/stand.ts';

const methods = (await loadServices()).flatMap((service) => service.methods).filter((method) => levelOf(method) !== AccessLevel.SERVICE);

describe('what a browser can be made to do', () => {
  let stand: Stand;
  let proxied: Stand;

  before(async () => {
    const handlers = {
      'CatalogService/ListCategories': async () => create(ListCategoriesResponseSchema),
      'BookingService/ListBookings': async () => create(ListBookingsResponseSchema),
    };
    stand = await startStand(handlers);
    proxied = await startStand(handlers, { env: { TRUSTED_PROXIES: '1', EMBED_ORIGINS: 'https://shop.example, https://blog.example' } });
  });
  after(async () => {
    await stand[Symbol.asyncDispose]();
    await proxied[Symbol.asyncDispose]();
  });

  const get = (path: string, headers = {}, on = stand): Promise<Response> => fetch(`${on.url}${path}`, { headers: { 'berth-tenant': 'harbour', ...headers } });
  const query = '?encoding=json&message=%7B%7D&connect=v1';

  it('a link, an image or a form changes nothing: GET is for RPCs without side effects', async () => {
    const before = stand.calls.length;
    const writes = methods.filter(({ idempotency }) => idempotency !== MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS);
    expect(writes.length).to.be.above(20);
    for (const { parent, name } of writes) {
      const response = await get(`/${parent.typeName}/${name}${query}`, { authorization: `Bearer ${await stand.token({ roles: ['admin', 'operator'] })}` });
      expect(response.status, name).to.equal(405);
    }
    expect(stand.calls.length).to.equal(before);
    expect((await get(`/berth.catalog.v1.CatalogService/ListCategories${query}`)).status).to.equal(200);
  });

  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
    it(`a form of another site is no call: content type ${JSON.stringify(type)}`, async () => {
      const before = stand.calls.length;
      const response = await fetch(`${stand.url}/berth.catalog.v1.CatalogService/ListCategories`, { method: 'POST', headers: { 'berth-tenant': 'harbour', 'content-type': type }, body: '{}' });
      expect([response.status, stand.calls.length - before]).to.deep.equal([415, 0]);
    });
  }

  it('a cookie signs nobody in, and none is ever set', async () => {
    const token = await stand.token();
    const response = await get(`/berth.booking.v1.BookingService/ListBookings${query}`, { cookie: `authorization=Bearer ${token}; __Host-session=${token}` });
    expect(response.status).to.equal(401);
    expect(response.headers.has('set-cookie')).to.equal(false);
  });

  it('comes back over TLS when a proxy of ours saw TLS, and only then', async () => {
    const hsts = async (on: Stand, scheme?: string): Promise<string | null> =>
      (await get('/livez', scheme === undefined ? {} : { 'x-forwarded-proto': scheme }, on)).headers.get('strict-transport-security');
    expect(await hsts(proxied, 'https')).to.equal('max-age=31536000');
    for (const scheme of ['http', 'https, http', undefined]) expect(await hsts(proxied, scheme), scheme).to.equal(null);
    expect(await hsts(stand, 'https')).to.equal(null);
  });

  it('shows the page in frames of listed pages only', async () => {
    expect((await get('/')).headers.get('content-security-policy')).to.contain("frame-ancestors 'none'");
    expect((await get('/', {}, proxied)).headers.get('content-security-policy')).to.match(/frame-ancestors https:\/\/shop\.example https:\/\/blog\.example$/);
  });
});
