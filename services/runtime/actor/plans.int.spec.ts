/** The statements of a batch look at their own rows only, also by a plan that was made when there were no others, on a real Postgres. */
import { expect } from 'chai';
import pg from 'pg';
import type { Query } from '../db/query.ts';
import { queryOn } from '../db/connection.ts';
import { migrate } from '../db/migrate.ts';
import { FAIR_AMONG, postgresEffects } from '../effects/table.ts';
import { postgresOutbox } from '../events/outbox.ts';
import { noTracer } from '../events/test-stand.ts';
import { newId } from '../ids.ts';
import { createTestDatabase } from '../testing/database.ts';
import { postgresAnchors } from './anchors.ts';
import { postgresRecords } from './records.ts';

const ROWS = 2_000;
const FEW = 10;
/** As in a transaction that writes (db/database.ts). */
const WRITING = 'set plan_cache_mode = force_generic_plan; set enable_seqscan = off';

async function asOwner(url: string, sql: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(sql);
  await client.end();
}

describe('plans of a batch, of effects and of the relay', function () {
  this.timeout(30_000);
  const tenantId = newId();
  const ids = Array.from({ length: ROWS }, () => newId());
  const [first = ''] = ids;

  /** Rows of `table` that `statement` looks at when it was planned before `fill`. */
  async function rowsLookedAt(table: string, statement: (query: Query) => Promise<unknown>, fill: (query: Query) => Promise<unknown>, { settings = WRITING, analyzed = false, role = 'app' as 'app' | 'relay' } = {}): Promise<number> {
    await using database = await createTestDatabase();
    await migrate(database);
    const client = new pg.Client(role === 'app' ? database.appUrl : database.relayUrl);
    await client.connect();
    try {
      await client.query(`${settings}; set app.tenants = '{${tenantId}}'`);
      const query = queryOn(client, noTracer);
      await statement(query);
      await fill(query);
      if (analyzed) await asOwner(database.ownerUrl, `analyze ${table}`);
      // What was counted so far is no part of what follows.
      await client.query('select pg_stat_force_next_flush()');
      await client.query('begin');
      await statement(query);
      const { rows } = await client.query<{ seen: number }>(
        // Partitions, too.
        'select sum(coalesce(idx_tup_fetch, 0) + seq_tup_read)::int as seen from pg_stat_xact_user_tables where starts_with(relname, $1)',
        [table],
      );
      await client.query('rollback');
      return rows[0]?.seen ?? 0;
    } finally {
      await client.end();
    }
  }

  const anchorOf = (id: string) => ({ tenantId, key: { type: 'thing', id }, version: 1n, eventVersion: 1n });
  const makeKeys = (query: Query): Promise<unknown> => postgresAnchors.create(query, ids.map(anchorOf));

  it('write the versions of a key', async () => {
    expect(await rowsLookedAt('actor_anchor', (query) => postgresAnchors.save(query, [anchorOf(first)]), makeKeys)).to.be.within(1, FEW);
  });

  it('take a key away', async () => {
    expect(await rowsLookedAt('actor_anchor', (query) => postgresAnchors.remove(query, [anchorOf(first)]), makeKeys)).to.be.within(1, FEW);
  });

  it('lock a key', async () => {
    expect(await rowsLookedAt('actor_anchor', (query) => postgresAnchors.lock(query, [anchorOf(first)], false), makeKeys)).to.be.within(1, FEW);
  });

  const now = new Date();
  const reminderOf = (key: string) => ({
    id: newId(), tenantId, actor: 'thing', keyType: 'thing', key, name: 'expire', kind: 'reminder' as const, input: {}, due: now, traceparent: '',
  });
  const remind = (query: Query): Promise<unknown> => postgresRecords.setReminders(query, ids.map(reminderOf), now);

  it('lease one of many effects that are due', async () => {
    const lease = (query: Query) => postgresEffects.leaseDue(query, 1, 1_000);
    // As autovacuum leaves it: with its size known, a look through the whole table seems cheap.
    const seen = await rowsLookedAt('effect', lease, remind, { settings: 'set plan_cache_mode = auto', analyzed: true });
    expect(seen).to.be.within(FAIR_AMONG, 2.5 * FAIR_AMONG);
  });

  it('note that one of many events is published, without settings', async () => {
    const events = ids.map((id) => ({ id, tenantId, type: 'jar.filled', key: id, keyVersion: 1n, subject: 'berth.jar.filled', headers: {}, payload: new Uint8Array(9) }));
    // More often than a connection makes plans anew.
    const mark = async (query: Query): Promise<void> => {
      for (let n = 0; n < 7; n += 1) await postgresOutbox.markPublished(query, [{ seq: 1n, stream: 'BERTH_JAR', streamSeq: 1 }], now);
    };
    const append = (query: Query): Promise<unknown> => postgresRecords.appendEvents(query, events, now);
    expect(await rowsLookedAt('outbox', mark, append, { settings: 'set plan_cache_mode = auto', role: 'relay' })).to.be.within(1, 7 * FEW);
  });

  it('take a reminder back', async () => {
    const seen = await rowsLookedAt(
      'effect',
      (query) => postgresRecords.forgetReminders(query, [{ tenantId, keyType: 'thing', key: first, name: 'expire' }]),
      remind,
    );
    expect(seen).to.be.within(1, FEW);
  });
});
