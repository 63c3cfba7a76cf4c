import { expect } from 'chai';
import { eventually } from '../../runtime/events/test-stand.ts';
import { newId } from '../../runtime/ids.ts';
import { startAuditStand, type AuditStand } from '../testing/audit-stand.ts';

const DAY_MS = 24 * 3_600_000;

describe('the daily verification of an audit log that is too long for one go', function () {
  this.timeout(60_000);
  let stand: AuditStand;
  let ahead = 0;
  before(async () => {
    stand = await startAuditStand({ verifiedAtOnce: 4 });
  });
  after(() => stand[Symbol.asyncDispose]());

  /** Time passes, and something happens elsewhere: what is due is looked at then. */
  async function pass(ms: number): Promise<void> {
    ahead += ms;
    stand.clock.now = new Date(Date.now() + ahead);
    await stand.tell(newId());
  }
  async function reached(tenant: string): Promise<string> {
    const [row] = await stand.harness.service.database.relay.run<{ reached: string | null }>('select reached from audit_chain where tenant_id = $1', [tenant]);
    return row?.reached?.split('.')[0] ?? 'nothing';
  }
  const comesTo = (tenant: string, place: string) => eventually(`it has come to ${place}`, async () => (await reached(tenant)) === place);
  const broken = async (): Promise<number> => {
    const text = await (await fetch(`http://127.0.0.1:${stand.harness.service.adminPort}/metrics`)).text();
    return Number(/^berth_audit_broken_logs\S* (\d+)/m.exec(text)?.[1]);
  };

  it('goes on where it stopped until the end, and begins anew the next day', async () => {
    const tenant = await stand.filled(10);
    await pass(DAY_MS);
    await comesTo(tenant, '4');
    await pass(60_000);
    await comesTo(tenant, '8');
    await pass(60_000);
    await comesTo(tenant, 'nothing');
    await pass(DAY_MS);
    await comesTo(tenant, '4');
    expect(await broken()).to.equal(0);
    expect(await stand.verdict(tenant)).to.equal('INTACT');
  });

  it('finds what is wrong behind the first go', async () => {
    const [tenant, before] = [await stand.filled(10), await broken()];
    await stand.asSuperuser(['delete from audit_entry where tenant_id = $1 and sequence = 9', tenant]);
    await pass(DAY_MS);
    await comesTo(tenant, '4');
    expect(await broken()).to.equal(before);
    await pass(60_000);
    await comesTo(tenant, '8');
    await pass(60_000);
    await eventually('it is found', async () => (await broken()) === before + 1);
  });

  it('begins anew from a place that somebody made up', async () => {
    const [tenant, before] = [await stand.filled(10), await broken()];
    await stand.asSuperuser(
      ['delete from audit_entry where tenant_id = $1 and sequence = 2', tenant],
      [`update audit_chain c set reached = concat_ws('.', 9, encode(e.hash, 'hex'), repeat('A', 43)) from audit_entry e where c.tenant_id = $1 and e.tenant_id = $1 and e.sequence = 9`, tenant],
    );
    await pass(DAY_MS);
    await eventually('it is found', async () => (await broken()) === before + 1);
  });
});
