import { expect } from 'chai';
import { Failure, unavailable } from '#runtime/errors.ts';
import { toTypeId } from '#runtime/ids.ts';
import { domainResolver, tenantResolver } from './tenants.ts';

const HARBOUR = '0190a000-0000-7000-8000-000000000001';

function resolverOver(answer: (value: string) => string | undefined) {
  const clock = { now: 0 };
  const asked: string[] = [];
  const resolve = tenantResolver(
    async ({ case: kind, value }) => {
      asked.push(`${kind} ${value}`);
      return answer(value);
    },
    () => clock.now,
  );
  const reason = async (name: string): Promise<string> => resolve(name).catch((error: unknown) => (error instanceof Failure ? error.reason : String(error)));
  return { clock, asked, reason };
}

describe('a named business', () => {
  it('is asked for once a minute, by slug or id', async () => {
    const { clock, asked, reason } = resolverOver(() => HARBOUR);
    const id = toTypeId('tnt', HARBOUR);
    expect(await Promise.all(['harbour', 'harbour', id].map(reason))).to.deep.equal([HARBOUR, HARBOUR, HARBOUR]);
    expect(asked).to.deep.equal(['slug harbour', `id ${id}`]);
    clock.now = 60_000;
    await reason('harbour');
    expect(asked).to.have.lengthOf(3);
  });

  it('that does not exist is asked for once in five seconds', async () => {
    const { clock, asked, reason } = resolverOver(() => undefined);
    for (let time = 0; time < 10; time++) expect(await reason('nobody')).to.equal('TENANT_NOT_FOUND');
    expect(asked).to.have.lengthOf(1);
    clock.now = 5_000;
    await reason('nobody');
    expect(asked).to.have.lengthOf(2);
  });

  it('that cannot be one is not asked for at all', async () => {
    const { asked, reason } = resolverOver(() => HARBOUR);
    for (const name of ['', 'Harbour', 'a b', '-a', 'tnt_x', 'a'.repeat(41), "'; drop table tenant"]) expect(await reason(name)).to.equal('TENANT_NOT_FOUND');
    expect(asked).to.deep.equal([]);
  });

  it('stays known while the user service is away', async () => {
    let down = false;
    const { clock, reason } = resolverOver(() => {
      if (down) throw unavailable('SERVICE_UNAVAILABLE', 'away');
      return HARBOUR;
    });
    await reason('harbour');
    down = true;
    clock.now = 600_000;
    expect(await reason('harbour')).to.equal(HARBOUR);
    expect(await reason('clinic')).to.equal('SERVICE_UNAVAILABLE');
    clock.now = 60 * 60_000;
    expect(await reason('harbour')).to.equal('SERVICE_UNAVAILABLE');
  });
});

describe('a domain of a business’s own', () => {
  function domainsOver(owners: Map<string, string>) {
    const clock = { now: 0 };
    const asked: string[] = [];
    const away = { now: false };
    const resolve = domainResolver(
      async ({ case: kind, value }) => {
        asked.push(`${kind} ${value}`);
        if (away.now) throw unavailable('SERVICE_UNAVAILABLE', 'away');
        return owners.get(value);
      },
      ['berth.example', 'localhost'],
      () => clock.now,
    );
    return { clock, asked, away, resolve };
  }

  it('is asked for once a minute; one that is nobody’s once in five seconds', async () => {
    const { clock, asked, resolve } = domainsOver(new Map([['harbour.example', HARBOUR]]));
    const visit = async (): Promise<unknown> => Promise.all(['harbour.example', 'harbour.example', 'nobody.example'].map(resolve));
    expect(await visit()).to.deep.equal([HARBOUR, HARBOUR, undefined]);
    clock.now = 4_999;
    await visit();
    expect(asked).to.deep.equal(['domain harbour.example', 'domain nobody.example']);
    clock.now = 5_000;
    await visit();
    expect(asked).to.have.lengthOf(3);
  });

  it('that was given up leads nowhere a minute later, and an hour later while the user service is away', async () => {
    const owners = new Map([['harbour.example', HARBOUR]]);
    const { clock, away, resolve } = domainsOver(owners);
    await resolve('harbour.example');
    away.now = true;
    clock.now = 59 * 60_000;
    expect(await resolve('harbour.example')).to.equal(HARBOUR);
    clock.now = 60 * 60_000;
    expect(await resolve('harbour.example').catch((error: unknown) => (error instanceof Failure ? error.reason : error))).to.equal('SERVICE_UNAVAILABLE');
    away.now = false;
    owners.clear();
    expect(await resolve('harbour.example')).to.equal(undefined);
  });

  it('is neither one of the platform nor an address, and these are not asked for', async () => {
    const { asked, resolve } = domainsOver(new Map());
    for (const host of ['berth.example', 'api.berth.example', 'localhost', 'a.localhost', '127.0.0.1', '[::1]', 'machine', `${'a'.repeat(250)}.example`]) {
      expect(await resolve(host), host).to.equal(undefined);
    }
    expect(asked).to.deep.equal([]);
  });

  it('or name that somebody made up pushes no business out of memory', async () => {
    let asked = 0;
    const lookUp = async ({ value }: { value: string }): Promise<string | undefined> => (value.startsWith('harbour') ? (asked++, HARBOUR) : undefined);
    const [names, domains] = [tenantResolver(lookUp, () => 0), domainResolver(lookUp, [], () => 0)];
    const visit = async (): Promise<void> => void (await Promise.all([names('harbour'), domains('harbour.example')]));
    await visit();
    for (let n = 0; n < 10_001; n++) await Promise.all([names(`d${n}`).catch(() => undefined), domains(`d${n}.example`)]);
    await visit();
    expect(asked).to.equal(2);
  });

  it('that changes hands is known as what it is now', async () => {
    const owners = new Map([['harbour.example', HARBOUR]]);
    const { clock, resolve } = domainsOver(owners);
    const seen: (string | undefined)[] = [];
    for (const owner of [HARBOUR, undefined, HARBOUR]) {
      if (owner === undefined) owners.clear();
      else owners.set('harbour.example', owner);
      clock.now += 60_000;
      seen.push(await resolve('harbour.example'), await resolve('harbour.example'));
    }
    expect(seen).to.deep.equal([HARBOUR, HARBOUR, undefined, undefined, HARBOUR, HARBOUR]);
  });
});
