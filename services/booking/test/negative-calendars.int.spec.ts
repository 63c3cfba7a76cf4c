/** Negative controls of calendars, one guard at a time: what shows that it is gone, and that those that remain let nothing be sold twice. */
import { expect } from 'chai';
import pg from 'pg';
import { sqlState } from '../../runtime/db/connection.ts';
import { migrate } from '../../runtime/db/migrate.ts';
import type { Query } from '../../runtime/db/query.ts';
import { newId } from '../../runtime/ids.ts';
import { createTestDatabase } from '../../runtime/testing/database.ts';
import { assertLinearizable, checkLinearizable } from '../../runtime/testing/linearizability/check.ts';
import { calendars } from '../../runtime/testing/linearizability/models/calendars.ts';
import { NOW } from '../domain/example-booking.ts';
import { storm, type Stormed } from './calendar-storm.ts';
import { meeting, openProcess, withoutLock, type Tamper } from './unguarded.ts';

interface Trial {
  /** Anchors are read, but not locked; the first batches of both processes read the calendars before either writes. */
  readonly lock?: boolean;
  /** Nothing in the database minds claims that overlap. */
  readonly constraint?: boolean;
  /** Each call has a mailbox of its own: no order among them, no batches. */
  readonly mailbox?: boolean;
  /** All calls come to one process instead of two. */
  readonly replica?: boolean;
  /** Nobody gives a time back: what was sold twice stays so. */
  readonly keeping?: boolean;
}

interface Seen extends Stormed {
  /** Pairs of claims that overlap. */
  readonly doubles: number;
  /** Bookings that were acknowledged and have no claim. */
  readonly homeless: number;
  /** Claims that the constraint kept out. */
  readonly conflicts: number;
  /** How often keys were waited for that somebody else held. */
  readonly waits: number;
}

/** What Postgres says of a claim that overlaps another: that it does, or when both are just being written, that they wait for each other, or for too long. */
const KEPT_OUT: ReadonlySet<string> = new Set(['23P01', '40P01', '55P03']);

const verdictOf = ({ history }: Stormed) => checkLinearizable(calendars(), history).verdict;

describe('calendars, with a guard taken away', function () {
  this.timeout(120_000);
  const seed = Math.floor(Math.random() * 1e9);

  it('are linearizable as long as none is', async () => {
    const seen = await blow(seed, {});
    expect(verdictOf(seen), `seed ${seed}`).to.equal('linearizable');
    expect(seen).to.include({ doubles: 0, homeless: 0, conflicts: 0 });
  });

  it('conflict without the anchors’ locks, and the constraint lets nothing be sold twice', async () => {
    const seen = await blow(seed, { lock: true });
    expect(seen.conflicts, `seed ${seed}`).to.be.greaterThan(0);
    expect(seen).to.include({ doubles: 0, homeless: 0 });
  });

  it('take whatever is written without the constraint, and the locks let nothing be sold twice', async () => {
    const seen = await blow(seed, { constraint: true });
    expect(verdictOf(seen), `seed ${seed}`).to.equal('linearizable');
    expect(seen).to.include({ doubles: 0, homeless: 0, conflicts: 0 });
  });

  it('are waited for without the order of a mailbox, and are linearizable all the same', async () => {
    expect((await blow(seed, { replica: true })).waits, 'with a mailbox').to.equal(0);
    const seen = await blow(seed, { replica: true, mailbox: true });
    expect(seen.waits, `seed ${seed}`).to.be.greaterThan(0);
    expect(verdictOf(seen), `seed ${seed}`).to.equal('linearizable');
    expect(seen).to.include({ doubles: 0, homeless: 0, conflicts: 0 });
  });

  it('are sold twice without locks and constraint, which shows in the claims and in the history', async () => {
    const seen = await blow(seed, { lock: true, constraint: true, keeping: true });
    expect(seen.doubles, `seed ${seed}`).to.be.greaterThan(0);
    // A history that nothing explains may be searched for long: what is undecided counts as wrong as well.
    expect(() => assertLinearizable(calendars(), seen.history, { maxConfigurations: 20_000 }), `seed ${seed}`).to.throw('not known to be linearizable');
  });
});

/** A storm at two processes, on calendars that are empty at first. */
async function blow(seed: number, taken: Trial): Promise<Seen> {
  await using stack = new AsyncDisposableStack();
  const files = stack.use(await createTestDatabase('booking'));
  await migrate({ ...files, folder: new URL('../db/migrations/', import.meta.url) });
  const admin = new pg.Pool({ connectionString: Object.assign(new URL(files.adminUrl), { pathname: `/${files.name}` }).href, max: 1 });
  stack.defer(() => admin.end());
  const [tenantId, ...ids] = [newId(), newId(), newId(), newId()] as const;
  // Nobody waits for somebody else's making of a row.
  for (const id of ids) await admin.query(`insert into actor_anchor (tenant_id, type, key, version, event_version) values ($1, 'calendar', $2, 0, 0)`, [tenantId, id]);
  if (taken.constraint) await admin.query('alter table claim drop constraint claim_never_overlaps');
  const counts = { conflicts: 0, waits: 0 };
  const arrive = meeting(2);
  const open = await Promise.all([1, 2].map(() => openProcess(stack, { files, now: NOW, tamper: tamperWith(taken, counts, arrive()) })));
  const own = open.map((process) => process());
  let calls = 0;
  const mailbox = () => {
    calls += 1;
    const process = taken.replica ? 0 : calls % 2;
    return (taken.mailbox ? open[process]?.({ maxBatch: 1 }) : own[process]) ?? expect.fail('no process');
  };
  const stormed = await storm({ seed, tenantId, calendars: ids, mailbox, keeping: taken.keeping === true });
  return { ...stormed, ...counts, ...(await claimed(admin, stormed.kept)) };
}

async function claimed(admin: pg.Pool, kept: readonly string[]): Promise<Pick<Seen, 'doubles' | 'homeless'>> {
  const { rowCount: doubles } = await admin.query('select from claim a join claim b on a.id < b.id and a.resource_id = b.resource_id and a.period && b.period');
  const { rowCount: homeless } = await admin.query('select from unnest($1::uuid[]) as k (id) where not exists (select from claim where booking_id = k.id)', [kept]);
  return { doubles: doubles ?? -1, homeless: homeless ?? -1 };
}

function tamperWith(taken: Trial, counts: { conflicts: number; waits: number }, arrive: () => Promise<void>): Tamper {
  return (query: Query) => ({
    async run<R extends object>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
      if (/from actor_anchor[^]*for update\s*$/.test(sql)) counts.waits += 1;
      const unlocked = taken.lock ? withoutLock(sql) : sql;
      const rows = await query.run<R>(unlocked, params).catch((error: unknown) => {
        if (/insert into claim /.test(sql) && KEPT_OUT.has(sqlState(error) ?? '')) counts.conflicts += 1;
        throw error;
      });
      if (taken.lock && /^\s*select[^]*from claim\b/.test(sql)) await arrive();
      return rows;
    },
  });
}
