import { expect } from 'chai';
import { trace } from '@opentelemetry/api';
import { openDatabase } from '../../runtime/db/database.ts';
import { migrate } from '../../runtime/db/migrate.ts';
import { createTestDatabase } from '../../runtime/testing/database.ts';
import { SHARED_TABLES } from '../db/shared-tables.ts';
import { forgetOldSpans } from '../receiver/span-store.ts';

describe('kept spans', function () {
  this.timeout(30_000);

  it('go after a week, however many there are', async () => {
    await using files = await createTestDatabase('spans');
    await migrate({ ...files, folder: new URL('../db/migrations/', import.meta.url), sharedTables: SHARED_TABLES });
    await using database = await openDatabase({ url: files.appUrl, relayUrl: files.relayUrl, entities: [], tracer: trace.getTracer('test') });
    await database.relay.run(
      `insert into span (trace_id, span_id, parent_span_id, service, name, kind, start_time, duration_micros, failed, attributes, links, received_time)
       select 't', n::text, '', 'test', 'span', 'SERVER', now(), 1, false, '{}', '[]', now() - case when n = 0 then interval '6 days' else interval '8 days' end
       from generate_series(0, 45000) as n`,
    );
    await forgetOldSpans(database.relay);
    expect(await database.relay.run('select span_id from span')).to.deep.equal([{ span_id: '0' }]);
  });
});
