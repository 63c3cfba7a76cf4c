/** What people do and are refused is in the audit log of their business a moment later, and nobody else's. */
import { inspect } from 'node:util';
import { AuditActorKind, AuditOutcome, berthError, createBerth, type AuditFact, type Berth } from '@berth/sdk';
import { expect } from 'chai';
import { toTypeId } from '#runtime/ids.ts';
import type { Network } from './network.ts';
import { sharedNetwork } from './shared-network.ts';
import { openShop } from './shop.ts';

/** Looks again until there is one. */
async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('the audit log of a business', function () {
  this.timeout(60_000);
  let network: Network;
  let admin: Berth;

  before(async () => {
    network = await sharedNetwork();
    admin = await network.admin();
  });

  const facts = async (berth: Berth, filter: Parameters<Berth['audit']['listAuditEntries']>[0]): Promise<AuditFact[]> => {
    const { entries } = await berth.audit.listAuditEntries(filter);
    return entries.flatMap(({ record }) => (record?.content.case === 'fact' ? [record.content.value] : []));
  };
  const factOf = (filter: Parameters<Berth['audit']['listAuditEntries']>[0]): Promise<AuditFact> => eventually(async () => (await facts(admin, filter))[0]);

  it('has what an administrator does, in any service, with what it was done to', async () => {
    const session = await network.shop.session(network.shop.free);
    await admin.sessions.cancelSession({ id: session, reason: 'The sea is rough.' });
    const fact = await factOf({ target: session, outcome: AuditOutcome.DONE, action: 'berth.booking.v1.SessionService/CancelSession' });
    expect(fact.actor?.kind).to.equal(AuditActorKind.STAFF);
    expect(fact.actor?.id).to.match(/^usr_/);
    expect(inspect(fact)).not.to.contain('rough');
    expect(fact.traceId).to.match(/^[0-9a-f]{32}$/);
  });

  it('has who signed in, and who did not get in', async () => {
    await factOf({ action: 'account.signed_in' });
    const stranger = createBerth({ baseUrl: network.url, tenant: network.shop.slug });
    expect(await stranger.signIn({ ...network.shop.admin, password: 'a guess' }).then(() => 'OK', (error: unknown) => berthError(error).code)).not.to.equal('OK');
    const refused = await factOf({ action: 'account.sign_in_refused' });
    expect(refused).to.include({ outcome: AuditOutcome.DENIED });
    expect(refused.addressGroup).not.to.equal('');
  });

  it('has what a customer was denied at the edge', async () => {
    const customer = await network.customer();
    const denied = await customer.audit.listAuditEntries({}).then(() => 'OK', (error: unknown) => berthError(error).reason);
    expect(denied).to.equal('ACCESS_DENIED');
    const fact = await factOf({ action: 'berth.admin.v1.AuditService/ListAuditEntries', outcome: AuditOutcome.DENIED });
    expect(fact).to.include({ reason: 'ACCESS_DENIED' });
    expect(fact.actor?.kind).to.equal(AuditActorKind.PERSON);
  });

  it('is whole, and shows another business nothing', async () => {
    const { defect, verified, head } = await admin.audit.verifyAuditLog({});
    expect(defect).to.equal(undefined);
    expect(verified).to.equal(head?.sequence);
    const elsewhere = await openShop(network.berth);
    const stranger = createBerth({ baseUrl: network.url, tenant: elsewhere.slug });
    await stranger.signIn(elsewhere.admin);
    expect(await facts(stranger, { action: 'berth.booking.v1.SessionService/CancelSession' })).to.deep.equal([]);
    const tenantId = toTypeId('tnt', network.shop.tenantId);
    expect(await stranger.audit.verifyAuditLog({ tenantId }).then(() => 'OK', (error: unknown) => berthError(error).reason)).to.equal('OTHER_TENANT');
  });
});
