/** Identities belong to no business: what turns of two of them change at a time is not lost, on real Postgres. */
import { expect } from 'chai';
import { WriteConflict } from '../../runtime/actor/types.ts';
import { newId } from '../../runtime/ids.ts';
import { identityStore, loadIdentities } from '../db/identity-store.ts';
import { newIdentity, signedOutEverywhere } from '../domain/account.ts';
import { emailKey, identityKey } from '../keys.ts';
import { openStand, type Stand } from '../testing/people.ts';

describe('an identity', function () {
  this.timeout(30_000);
  let stand: Stand;

  before(async () => {
    stand = await openStand();
  });
  after(() => stand?.[Symbol.asyncDispose]());

  it('is written by one of two turns that have read the same of it', async () => {
    const { database } = stand.harness.service;
    const { email } = await stand.register();
    const read = async () => (await database.read([], (query) => loadIdentities(query, [emailKey(email)]))).get(emailKey(email));
    const before = await read();
    if (!before) throw new Error('no identity');
    const save = (after: typeof before) =>
      database.write([stand.tenantId], (query) =>
        identityStore.save(query, [{ tenantId: stand.tenantId, key: identityKey(email), before, after, version: 0n, now: new Date() }]));
    await save(signedOutEverywhere(before));
    const second: unknown = await save({ ...before, verified: new Date() }).catch((error: unknown) => error);
    expect(second).to.be.instanceOf(WriteConflict);
    expect(await read()).to.include({ epoch: before.epoch + 1, verified: undefined });
  });

  it('is made once for an address', async () => {
    const { database } = stand.harness.service;
    const email = `twice-${newId()}@example.com`;
    const make = () =>
      database.write([stand.tenantId], (query) => {
        const after = newIdentity({ id: newId(), email, passwordHash: undefined });
        return identityStore.save(query, [{ tenantId: stand.tenantId, key: identityKey(email), before: undefined, after, version: 1n, now: new Date() }]);
      }).then(() => 'made', (error: unknown) => (error instanceof WriteConflict ? error.rejection.reason : String(error)));
    expect([await make(), await make()]).to.deep.equal(['made', 'ACCOUNT_CHANGED']);
  });
});
