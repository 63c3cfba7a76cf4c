/** API keys from outside: made, used over all protocols, held to their scopes, revoked. */
import { berthError, createBerth, type Berth } from '@berth/sdk';
import { expect } from 'chai';
import type { Network } from './network.ts';
import { holdAt } from './pay.ts';
import { sharedNetwork } from './shared-network.ts';

describe('an API key, end to end', function () {
  this.timeout(60_000);
  let network: Network;
  let admin: Berth;

  before(async () => {
    network = await sharedNetwork();
    admin = await network.admin();
  });

  const program = (apiKey: string, protocol: 'connect' | 'grpc' | 'grpc-web' = 'connect'): Berth => createBerth({ baseUrl: network.url, apiKey, protocol });
  const keyWith = async (...scopes: string[]): Promise<{ id: string; secret: string }> => {
    const { apiKey, secret } = await admin.apiKeys.createApiKey({ name: 'Till', scopes });
    return { id: apiKey?.id ?? '', secret };
  };
  const reasonOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'none', (error: unknown) => berthError(error).reason);

  for (const protocol of ['connect', 'grpc', 'grpc-web'] as const) {
    it(`sees the bookings of its business over ${protocol}`, async () => {
      const customer = await network.customer();
      const { id } = await holdAt(network, customer, await network.shop.session(network.shop.paid));
      const { secret } = await keyWith('bookings:read');
      expect((await program(secret, protocol).bookings.getBooking({ id })).booking?.id).to.equal(id);
    });
  }

  it('does what its scopes say, as itself, and nothing else', async () => {
    const { id: keyId, secret } = await keyWith('bookings:write', 'bookings:read', 'availability:read');
    const till = program(secret);
    const customer = await network.customer();
    const session = await network.shop.session(network.shop.paid);
    const { id } = await holdAt(network, customer, session);
    expect(await reasonOf(till.catalog.listCategories({}))).to.equal('SCOPE_MISSING');
    expect(await reasonOf(till.apiKeys.createApiKey({ name: 'Another', scopes: ['bookings:read'] }))).to.equal('API_KEY_NOT_ADMITTED');
    expect(await reasonOf(till.users.getMe({}))).to.equal('API_KEY_NOT_ADMITTED');
    expect(await reasonOf(till.bookings.createBooking({ offeringId: network.shop.paid, place: { case: 'sessionId', value: session } }))).to.equal('CUSTOMER_REQUIRED');
    expect((await till.waitlists.listWaitlist({})).entries).to.deep.equal([]);
    await till.schedules.listStaff({});
    await till.bookings.cancelBooking({ id, reason: 'The till is closed.' });
    const { entries } = await admin.bookings.listBookingHistory({ bookingId: id });
    expect(entries.find(({ reason }) => reason === 'The till is closed.')?.actor).to.equal(keyId);
  });

  it('tells when it was last used, and is refused once it is revoked', async () => {
    const { id, secret } = await keyWith('bookings:read');
    const till = program(secret);
    await till.bookings.listBookings({});
    expect((await admin.apiKeys.listApiKeys({})).apiKeys.find((key) => key.id === id)?.lastUseTime).not.to.equal(undefined);
    await admin.apiKeys.revokeApiKey({ id });
    let reason = 'none';
    while (reason === 'none') reason = await reasonOf(till.bookings.listBookings({}));
    expect(reason).to.equal('API_KEY_REVOKED');
  });
});
