/** What a superuser does to an audit log shows, whatever they take along. */
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import pg from 'pg';
import { failureOf } from '../../runtime/testing/rpc.ts';
import { administrator, startAuditStand, type AuditStand } from '../testing/audit-stand.ts';

type Statement = readonly [sql: string, ...params: readonly unknown[]];

const CHANGE_RECORD = 'update audit_entry set record = record || $2::bytea where tenant_id = $1 and sequence = $3';
/** Behind a record: another reason, which nothing but the hash covers; another tenant. */
const [ANOTHER_REASON, ANOTHER_TENANT] = [Buffer.from([0x2a, 3, 0x3a, 1, 0x58]), Buffer.from([0x12, 0])];
const DAY_MS = 24 * 3_600_000;

describe('an audit log that a superuser gets at', function () {
  this.timeout(60_000);
  let stand: AuditStand;
  before(async () => {
    stand = await startAuditStand();
  });
  after(() => stand[Symbol.asyncDispose]());

  const swap = (tenant: string, column: string): Statement => [
    `update audit_entry e set ${column} = o.${column} from audit_entry o
     where e.tenant_id = $1 and o.tenant_id = $1 and ((e.sequence = 3 and o.sequence = 5) or (e.sequence = 5 and o.sequence = 3))`, tenant,
  ];

  const deeds: Readonly<Record<string, { readonly expected: string; deed(tenant: string): Statement[] }>> = {
    'changes what an entry says': { expected: 'CHANGED 4', deed: (tenant) => [[CHANGE_RECORD, tenant, ANOTHER_REASON, 4]] },
    'changes whose an entry is': { expected: 'CHANGED 5', deed: (tenant) => [[CHANGE_RECORD, tenant, ANOTHER_TENANT, 5]] },
    'changes what an entry is found by': { expected: 'CHANGED 4', deed: (tenant) => [[`update audit_entry set actor = 'usr_somebody' where tenant_id = $1 and sequence = 4`, tenant]] },
    'changes when an entry was written': { expected: 'CHANGED 2', deed: (tenant) => [[`update audit_entry set recorded_time = recorded_time - interval '1 hour' where tenant_id = $1 and sequence = 2`, tenant]] },
    'removes one': { expected: 'MISSING 3', deed: (tenant) => [['delete from audit_entry where tenant_id = $1 and sequence = 3', tenant]] },
    'removes the first': { expected: 'MISSING 1', deed: (tenant) => [['delete from audit_entry where tenant_id = $1 and sequence = 1', tenant]] },
    'removes one and closes the gap': {
      expected: 'CHANGED 3',
      deed: (tenant) => [
        ['delete from audit_entry where tenant_id = $1 and sequence = 3', tenant],
        ['update audit_entry set sequence = -sequence where tenant_id = $1 and sequence > 3', tenant],
        ['update audit_entry set sequence = -sequence - 1 where tenant_id = $1 and sequence < 0', tenant],
        ['update audit_chain set head_sequence = 5 where tenant_id = $1', tenant],
      ],
    },
    'swaps what two say': { expected: 'CHANGED 3', deed: (tenant) => [swap(tenant, 'record')] },
    'swaps two altogether': {
      expected: 'CHANGED 3',
      deed: (tenant) => [
        ['update audit_entry set sequence = -3 where tenant_id = $1 and sequence = 3', tenant],
        ['update audit_entry set sequence = 3 where tenant_id = $1 and sequence = 5', tenant],
        ['update audit_entry set sequence = 5 where tenant_id = $1 and sequence = -3', tenant],
      ],
    },
    'cuts the end': { expected: 'MISSING 5', deed: (tenant) => [['delete from audit_entry where tenant_id = $1 and sequence > 4', tenant]] },
    'cuts the end and puts the head there': {
      expected: 'RESEALED 4',
      deed: (tenant) => [
        ['delete from audit_entry where tenant_id = $1 and sequence > 4', tenant],
        ['update audit_chain c set head_sequence = 4, head_hash = e.hash from audit_entry e where c.tenant_id = $1 and e.tenant_id = $1 and e.sequence = 4', tenant],
      ],
    },
    'cuts the beginning and puts the base there': {
      expected: 'RESEALED 6',
      deed: (tenant) => [
        ['update audit_chain c set base_sequence = 2, base_hash = e.hash from audit_entry e where c.tenant_id = $1 and e.tenant_id = $1 and e.sequence = 2', tenant],
        ['delete from audit_entry where tenant_id = $1 and sequence <= 2', tenant],
      ],
    },
    'adds one at the end': {
      expected: 'ADDED 7',
      deed: (tenant) => [
        [`insert into audit_entry select tenant_id, 7, gen_random_uuid(), recorded_time, actor, action, outcome, targets, hash, record from audit_entry where tenant_id = $1 and sequence = 6`, tenant],
      ],
    },
    'takes the head away': { expected: 'RESEALED 1', deed: (tenant) => [['delete from audit_chain where tenant_id = $1', tenant]] },
    'says that it is kept for less long': { expected: 'RESEALED 6', deed: (tenant) => [['update audit_chain set retention_days = 90 where tenant_id = $1', tenant]] },
  };

  for (const [what, { expected, deed }] of Object.entries(deeds)) {
    it(`who ${what} is found out: ${expected}`, async () => {
      const tenant = await stand.filled(6);
      expect(await stand.verdict(tenant)).to.equal('INTACT');
      await stand.asSuperuser(...deed(tenant));
      expect(await stand.verdict(tenant)).to.equal(expected);
      // What comes after does not make it good.
      await stand.tell(tenant);
      expect(await stand.verdict(tenant)).not.to.equal('INTACT');
    });
  }

  it('who writes all of it anew, hashes and head and all, is found out by the seal alone', async () => {
    const tenant = await stand.filled(4);
    await rewriteFrom(stand, tenant, 2);
    expect(await stand.verdict(tenant)).to.equal('RESEALED 4');
    await stand.tell(tenant);
    expect(await stand.verdict(tenant)).to.equal('RESEALED 5');
  });

  it('who takes all of it away is found out by what comes next', async () => {
    const tenant = await stand.filled(4);
    await stand.asSuperuser(['delete from audit_entry where tenant_id = $1', tenant], ['delete from audit_chain where tenant_id = $1', tenant]);
    await stand.tell(tenant);
    expect(await stand.verdict(tenant)).to.equal('RESEALED 1');
  });

  it('who puts all of it back to an earlier state is found out by a mark kept elsewhere', async () => {
    const tenant = await stand.filled(4);
    await stand.asSuperuser(
      ['create table earlier_chain as select * from audit_chain where tenant_id = $1', tenant],
      ['create table earlier_entry as select * from audit_entry where tenant_id = $1', tenant],
    );
    await stand.tell(tenant);
    const { head: mark } = await stand.audit.verifyAuditLog({}, { caller: administrator(tenant) });
    if (!mark) throw new TypeError('a log has a head');
    expect(await stand.verdict(tenant, { mark })).to.equal('INTACT');
    await stand.asSuperuser(
      ['delete from audit_entry where tenant_id = $1', tenant], ['delete from audit_chain where tenant_id = $1', tenant],
      ['insert into audit_chain select * from earlier_chain'], ['insert into audit_entry select * from earlier_entry'],
    );
    expect(await stand.verdict(tenant), 'without the mark nothing shows').to.equal('INTACT');
    expect(await stand.verdict(tenant, { mark })).to.equal('MARK_LOST 5');
    await stand.tell(tenant);
    expect(await stand.verdict(tenant, { mark })).to.equal('MARK_LOST 5');
  });

  it('is nothing that the app or the owner of the tables could do', async () => {
    const tenant = await stand.filled(2);
    const { appUrl, ownerUrl, relayUrl } = stand.harness.files;
    const statements = [
      `update audit_entry set action = '' where tenant_id = '${tenant}'`,
      `delete from audit_entry where tenant_id = '${tenant}'`,
      'truncate audit_entry',
    ];
    for (const url of [appUrl, relayUrl, ownerUrl]) {
      for (const statement of statements) expect(await refusal(url, tenant, statement), `${statement} of ${new URL(url).username}`).to.equal('42501');
    }
    const moveBase = `update audit_chain set base_sequence = 2 where tenant_id = '${tenant}'`;
    expect(await refusal(appUrl, tenant, moveBase, `select audit_forget('${tenant}', 2)`), 'behind the base, and young').to.equal('42501');
    expect(await stand.verdict(tenant)).to.equal('INTACT');
  });

  it('is nothing that the app could have our own functions do, by names that it puts before ours', async () => {
    const tenant = await stand.filled(2);
    const { appUrl } = stand.harness.files;
    await refusal(
      appUrl, tenant,
      `create function pg_temp.as_owner() returns trigger language plpgsql as $$ begin execute 'alter table public.audit_entry disable trigger user'; delete from public.audit_entry where tenant_id = old.tenant_id; return old; end $$`,
      'create temp table audit_entry (tenant_id uuid, sequence bigint)',
      'grant all on pg_temp.audit_entry to public',
      `insert into pg_temp.audit_entry values ('${tenant}', 1)`,
      'create trigger as_owner before delete on pg_temp.audit_entry for each row execute function pg_temp.as_owner()',
      `select audit_forget('${tenant}', 1)`,
      'commit',
    );
    expect(await stand.verdict(tenant)).to.equal('INTACT');
  });

  it('gives the app and the relay no right to change it, trigger or not', async () => {
    const rights = await stand.harness.service.database.relay.run<{ name: string }>(
      `select r || ' may ' || p as name from unnest($1::text[]) r, unnest(array['update', 'delete', 'truncate']) p where has_table_privilege(r, 'audit_entry', p)`,
      [[stand.harness.files.appUrl, stand.harness.files.relayUrl].map((url) => new URL(url).username)],
    );
    expect(rights).to.deep.equal([]);
  });

  it('is counted in the metrics, once', async () => {
    const count = async (): Promise<number> => {
      const text = await (await fetch(`http://127.0.0.1:${stand.harness.service.adminPort}/metrics`)).text();
      return Number(/^berth_audit_broken_logs\S* (\d+)/m.exec(text)?.[1]);
    };
    const tenant = await stand.filled(2);
    const before = await count();
    await stand.verdict(tenant);
    expect(await count()).to.equal(before);
    await stand.asSuperuser(['delete from audit_entry where tenant_id = $1 and sequence = 1', tenant]);
    for (const _ of [1, 2]) await stand.verdict(tenant);
    expect(await count()).to.equal(before + 1);
  });

  // From here on a log looks after itself: its entries are from long ago.
  it('gives up nothing old that is not behind its base', async () => {
    stand.clock.now = new Date(Date.now() - 100 * DAY_MS);
    const tenant = await stand.filled(2);
    stand.clock.now = undefined;
    const { appUrl, ownerUrl, relayUrl } = stand.harness.files;
    expect(await refusal(appUrl, tenant, `select audit_forget('${tenant}', 2)`)).to.equal('42501');
    expect(await refusal(ownerUrl, tenant, `delete from audit_entry where tenant_id = '${tenant}'`)).to.equal('42501');
    await stand.asSuperuser(['update audit_chain set base_sequence = 2 where tenant_id = $1', tenant]);
    const forget = `select audit_forget('${tenant}', 2)`;
    expect(await refusal(appUrl, administrator(tenant).subject, forget), 'from a transaction of another tenant').to.equal('42501');
    expect(await refusal(relayUrl, '', forget), 'from a transaction of none').to.equal('42501');
    expect(await refusal(appUrl, tenant, forget), 'the control').to.equal(undefined);
  });

  it('refuses marks that are none', async () => {
    const caller = administrator(await stand.filled(1));
    expect(await failureOf(stand.audit.verifyAuditLog({ mark: { sequence: 1n, hash: 'zz' } }, { caller }))).to.include({ code: 'INVALID_ARGUMENT' });
  });
});

/** SQLSTATE of what a role is told. */
async function refusal(url: string, tenant: string, ...statements: readonly string[]): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('begin');
    if (tenant !== '') await client.query(`select set_config('app.tenants', $1, true)`, [`{${tenant}}`]);
    for (const statement of statements) await client.query(statement);
    return undefined;
  } catch (error) {
    return error instanceof pg.DatabaseError ? error.code : String(error);
  } finally {
    await client.end();
  }
}

/** Everything that can be computed without our key: another record, and all hashes from there on. */
async function rewriteFrom(stand: AuditStand, tenant: string, first: number): Promise<void> {
  const { relay } = stand.harness.service.database;
  const rows = await relay.run<{ sequence: bigint; record: Uint8Array }>('select sequence, record from audit_entry where tenant_id = $1 order by sequence', [tenant]);
  let previous: Uint8Array = new Uint8Array(32);
  const statements: Statement[] = [];
  for (const { sequence, record } of rows) {
    // An unknown field: it says the same and is something else.
    const written = Number(sequence) < first ? record : Buffer.concat([record, Buffer.from([0xf8, 0x07, 1])]);
    previous = createHash('sha256').update(previous).update(written).digest();
    statements.push(['update audit_entry set record = $3, hash = $4 where tenant_id = $1 and sequence = $2', tenant, sequence, written, previous]);
  }
  await stand.asSuperuser(...statements, ['update audit_chain set head_hash = $2 where tenant_id = $1', tenant, previous]);
}
