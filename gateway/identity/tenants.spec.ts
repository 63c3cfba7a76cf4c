import { expect } from 'chai';
import { Failure, unavailable } from '#runtime/errors.ts';
import { toTypeId } from '#runtime/ids.ts';
import { tenantResolver } from './tenants.ts';

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
  });
});
