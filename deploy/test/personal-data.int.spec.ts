/** Every service's declaration of personal data fits its tables: what is only run when somebody is erased, or years from now, is run here. */
import { expect } from 'chai';
import { trace } from '@opentelemetry/api';
import pg from 'pg';
import { openDatabase } from '#runtime/db/database.ts';
import { migrate } from '#runtime/db/migrate.ts';
import { newId } from '#runtime/ids.ts';
import { collectPart, type Place } from '#runtime/personal/collect.ts';
import { erasePerson } from '#runtime/personal/erase.ts';
import { redactionOf } from '#runtime/personal/personal-data.ts';
import { applyRetention } from '#runtime/personal/retention.ts';
import { createTestDatabase } from '#runtime/testing/database.ts';
import { SHARED_TABLES } from '../../services/user/db/shared-tables.ts';
import { DECLARED } from './declared-personal-data.ts';

const NOW = new Date('2047-01-01T00:00:00Z');

describe('declarations of personal data', function () {
  this.timeout(30_000);

  for (const [service, personalData] of Object.entries(DECLARED)) {
    it(`of ${service} fit its tables`, async () => {
      await using files = await createTestDatabase(service);
      const folder = new URL(`../../services/${service}/db/migrations/`, import.meta.url);
      await migrate({ ...files, folder, sharedTables: service === 'user' ? SHARED_TABLES : [], personalData });
      await using database = await openDatabase({ url: files.appUrl, relayUrl: files.relayUrl, entities: [], tracer: trace.getTracer('test') });
      const person = { tenantId: newId(), id: newId() };
      await database.read([person.tenantId], async (query) => {
        for (let place: Place | undefined = { table: 0, page: 0 }; place; ) place = (await collectPart(query, personalData, person, place)).next;
        expect((await personalData.obstacles?.(query, person, NOW)) ?? []).to.deep.equal([]);
      });
      expect(await erasePerson(database, personalData, person, NOW)).to.deep.equal({ erased: 0, kept: [] });
      expect(await applyRetention(database.relay, personalData, NOW)).to.equal(0);

      // The body of a trigger is looked at when it fires only.
      const owner = new pg.Client({ connectionString: files.ownerUrl });
      await owner.connect();
      try {
        for (const table of personalData.tables.filter(({ guard }) => guard !== undefined)) {
          const values = redactionOf(table)?.map(([column, value]) => `${value} as ${column}`).join(', ');
          if (values) await owner.query(`select ${values} from (select * from ${table.table}) as written limit 0`);
          await owner.query(`select 1 from ${table.table} as new, erased_person e where e.id = ${table.guard} limit 0`);
        }
      } finally {
        await owner.end();
      }
    });
  }
});
