import { expect } from 'chai';
import { newId, toTypeId } from '../../runtime/ids.ts';
import { openStand, reasonOf, type Stand } from '../testing/people.ts';

describe('domains of a business’s own', function () {
  this.timeout(20_000);
  /** What the DNS of the test says, by the name of the record. */
  const dns = new Map<string, string[]>();
  let stand: Stand;

  before(async () => {
    stand = await openStand({ lookUpTexts: (name) => Promise.resolve(dns.get(name) ?? []) });
  });
  after(() => stand[Symbol.asyncDispose]());

  const fresh = (): string => `d${newId()}.example`;
  const add = async (id: string, name: string) => (await stand.domains.addTenantDomain({ name }, stand.administrator(id))).domain;
  const verify = (id: string, name: string) => stand.domains.verifyTenantDomain({ name }, stand.administrator(id));
  const remove = (id: string, name: string) => stand.domains.removeTenantDomain({ name }, stand.administrator(id));
  const list = async (id: string): Promise<string[]> =>
    (await stand.domains.listTenantDomains({}, stand.administrator(id))).domains.map(({ name, verifyTime }) => `${name}${verifyTime ? ' proved' : ''}`);
  const found = (domain: string) =>
    stand.tenants.getTenant({ tenant: { case: 'domain', value: domain } }, stand.anonymous()).then(({ tenant }) => tenant?.id, () => 'nobody');
  /** Sets the record that the answer asked for. */
  async function prove(id: string, name: string): Promise<string> {
    const domain = await add(id, name);
    dns.set(domain?.recordName ?? '', ['v=spf1 -all', domain?.recordValue ?? '']);
    return reasonOf(verify(id, name));
  }

  it('lead to it once their record is there, and not before', async () => {
    const [id, name] = [await stand.addBusiness(), fresh()];
    const domain = await add(id, name.toUpperCase());
    expect(domain).to.deep.include({ name, recordName: `_berth.${name}` });
    expect(await reasonOf(verify(id, name))).to.equal('DOMAIN_NOT_PROVED');
    expect([await found(name), await list(id)]).to.deep.equal(['nobody', [name]]);
    dns.set(`_berth.${name}`, [domain?.recordValue ?? '']);
    expect((await verify(id, `${name}.`)).domain?.verifyTime).to.not.equal(undefined);
    expect([await found(name), await found(`${name.toUpperCase()}.`), await list(id)]).to.deep.equal([toTypeId('tnt', id), toTypeId('tnt', id), [`${name} proved`]]);
  });

  it('are found in any letters', async () => {
    const id = await stand.addBusiness();
    const name = `müller-${newId()}.example`;
    expect(await prove(id, name)).to.equal('none');
    for (const written of [name, name.toUpperCase(), new URL(`http://${name}`).hostname]) expect(await found(written)).to.equal(toTypeId('tnt', id));
  });

  it('are proved by a record of its own, not by that of another business', async () => {
    const [id, rival, name] = [await stand.addBusiness(), await stand.addBusiness(), fresh()];
    const [own, others] = [await add(id, name), await add(rival, name)];
    expect(own?.recordValue).to.not.equal(others?.recordValue);
    dns.set(`_berth.${name}`, [own?.recordValue ?? '']);
    expect(await reasonOf(verify(rival, name))).to.equal('DOMAIN_NOT_PROVED');
    expect(await reasonOf(verify(id, name))).to.equal('none');
  });

  it('belong to whoever proves them first, and noting one down keeps nobody from it', async () => {
    const [squatter, owner, name] = [await stand.addBusiness(), await stand.addBusiness(), fresh()];
    await add(squatter, name);
    expect(await prove(owner, name)).to.equal('none');
    expect(await prove(squatter, name)).to.equal('DOMAIN_TAKEN');
    expect([await found(name), await list(squatter)]).to.deep.equal([toTypeId('tnt', owner), [name]]);
    await remove(owner, name);
    expect([await found(name), await list(owner)]).to.deep.equal(['nobody', []]);
    expect(await reasonOf(verify(squatter, name))).to.equal('none');
  });

  it('of several that prove one at once, one has it', async () => {
    const name = fresh();
    const ids = await Promise.all(Array.from({ length: 5 }, () => stand.addBusiness()));
    const records = await Promise.all(ids.map(async (id) => (await add(id, name))?.recordValue ?? ''));
    dns.set(`_berth.${name}`, records);
    const outcomes = await Promise.all(ids.map((id) => reasonOf(verify(id, name))));
    expect(outcomes.toSorted()).to.deep.equal([...Array.from({ length: 4 }, () => 'DOMAIN_TAKEN'), 'none']);
  });

  it('are its own', async () => {
    const [id, rival, name] = [await stand.addBusiness(), await stand.addBusiness(), fresh()];
    await prove(id, name);
    expect(await reasonOf(verify(rival, name))).to.equal('NOT_FOUND');
    expect(await reasonOf(remove(rival, name))).to.equal('NOT_FOUND');
    expect([await list(rival), await found(name)]).to.deep.equal([[], toTypeId('tnt', id)]);
  });

  it('are noted down once, and taken back', async () => {
    const [id, name] = [await stand.addBusiness(), fresh()];
    expect((await add(id, name))?.recordValue).to.equal((await add(id, ` ${name} `))?.recordValue);
    await remove(id, name);
    expect([await list(id), await reasonOf(remove(id, name)), await reasonOf(verify(id, name))]).to.deep.equal([[], 'NOT_FOUND', 'NOT_FOUND']);
  });

  it('are ten at most', async () => {
    const id = await stand.addBusiness();
    for (let n = 0; n < 10; n++) await add(id, fresh());
    expect(await reasonOf(add(id, fresh()))).to.equal('TOO_MANY_DOMAINS');
  });

  it('are domains that somebody can own', async () => {
    for (const name of ['localhost', 'a.localhost', '127.0.0.1', 'harbour.example:443', 'harbour']) {
      expect(await reasonOf(add(stand.tenantId, name)), name).to.equal('INVALID_FIELD');
    }
    for (const name of ['127.0.0.1', 'x'.repeat(200)]) expect(await found(name)).to.equal('nobody');
  });
});
