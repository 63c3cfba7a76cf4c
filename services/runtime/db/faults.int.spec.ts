/** What goes wrong in Postgres though nobody's data is wrong, on a real one. */
import { expect } from 'chai';
import pg from 'pg';
import { createTestDatabase } from '../testing/database.ts';
import { eventually, noTracer } from '../events/test-stand.ts';
import { newId } from '../ids.ts';
import { sqlState } from './connection.ts';
import { openDatabase } from './database.ts';
import { isDataError, isTransient } from './faults.ts';
import { migrate } from './migrate.ts';

describe('faults of the database', function () {
  this.timeout(30_000);

  it('are passing when a partition comes between a row and where it was going', async () => {
    await using files = await createTestDatabase('faults');
    await migrate(files);
    await using database = await openDatabase({ url: files.appUrl, relayUrl: files.relayUrl, entities: [], tracer: noTracer, limits: { lock_timeout: 5_000 } });
    const owner = new pg.Client({ connectionString: files.ownerUrl });
    await owner.connect();
    try {
      const tomorrow = new Date(Date.now() + 40 * 86_400_000);
      await owner.query('begin');
      await owner.query('select runtime_make_partition($1, runtime_partition_start($1, $2))', ['outbox', tomorrow]);
      const written = database.relay
        .run(
          `insert into outbox (id, tenant_id, type, key, key_version, subject, headers, payload, created_time) values ($1, $1, 'a.b', $1, 1, 's', '{}', '', $2)`,
          [newId(), tomorrow],
        )
        .then(() => undefined, (error: unknown) => error);
      const waiting = 'select 1 from pg_locks where not granted and pid <> pg_backend_pid()';
      await eventually('the row waits', async () => (await owner.query(waiting)).rows.length > 0);
      await owner.query('commit');
      const error = await written;
      expect([sqlState(error), isTransient(error), isDataError(error)]).to.deep.equal(['23514', true, false]);
    } finally {
      await owner.end();
    }
  });
});
