import { expect } from 'chai';
import pg from 'pg';
import { pino } from 'pino';
import { Failure } from '../errors.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { migrate } from './migrate.ts';
import { protectionProblems, requireProtection } from './protection.ts';

const silent = pino({ level: 'silent' });

describe('the protection of a database', function () {
  this.timeout(20_000);
  let files: TestDatabase;
  let admin: pg.Client;

  before(async () => {
    files = await createTestDatabase('protection');
    await migrate(files);
    const url = new URL(files.adminUrl);
    url.pathname = `/${files.name}`;
    admin = new pg.Client({ connectionString: url.href });
    await admin.connect();
  });
  after(async () => {
    await admin.end();
    await files[Symbol.asyncDispose]();
  });

  const problems = (sharedTables: readonly string[] = []): Promise<string[]> => protectionProblems({ url: files.appUrl, relayUrl: files.relayUrl, sharedTables });
  /** Undoes what `sql` did. */
  const afterwards = async (sql: string, undo: string): Promise<string[]> => {
    const named = (text: string): string => text.replaceAll('$db', files.name);
    await admin.query(named(sql));
    try {
      return await problems();
    } finally {
      await admin.query(named(undo));
    }
  };

  it('is whole after a migration', async () => expect(await problems()).to.deep.equal([]));

  const table = (name: string, tenanted = true): string => `create table ${name} (${tenanted ? 'tenant_id uuid, ' : ''}id uuid); grant select on ${name} to $db_app`;
  const cases: Readonly<Record<string, readonly [sql: string, undo: string, problem: RegExp]>> = {
    'the app role is a superuser': ['alter role $db_app superuser', 'alter role $db_app nosuperuser', /^Role protection_\w+_app is a superuser: alter role protection_\w+_app nosuperuser$/],
    'the relay role is a superuser': ['alter role $db_relay superuser', 'alter role $db_relay nosuperuser', /_relay is a superuser/],
    'the app role passes row-level security': ['alter role $db_app bypassrls', 'alter role $db_app nobypassrls', /_app passes row-level security/],
    'the app role owns a table': [`${table('its_own')}; alter table its_own owner to $db_app`, 'drop table its_own', /_app owns tables/],
    'the app role is a member of the owner': ['grant $db_owner to $db_app', 'revoke $db_owner from $db_app', /_app owns tables/],
    'row-level security is off': ['alter table outbox disable row level security', 'alter table outbox enable row level security', /of table outbox is not forced/],
    'row-level security is not forced': ['alter table effect no force row level security', 'alter table effect force row level security', /of table effect is not forced/],
    'a table has no policy': [`${table('bare')}; alter table bare enable row level security, force row level security`, 'drop table bare', /^Table bare has no policy/],
    'a table of which the app role may see a column has no policy': ['create table slit (tenant_id uuid, id uuid); grant select (id) on slit to $db_app', 'drop table slit', /^Table slit has no policy/],
    'a trigger is switched off': [
      `create function keep_out() returns trigger language plpgsql as $$ begin return null; end $$; create trigger keep_out before delete on outbox for each row execute function keep_out();
       alter table outbox disable trigger keep_out`, 'drop function keep_out cascade', /^Trigger keep_out of table outbox is switched off: alter table outbox enable trigger keep_out$/,
    ],
    'a function of the owner takes names from whoever calls it': [
      'create function led_astray() returns int language sql security definer set search_path from current as $$ select 1 $$', 'drop function led_astray',
      /^Function led_astray\(\) runs as its owner and may take somebody else's tables for ours: alter function led_astray\(\) set search_path = public, pg_temp$/,
    ],
    'a policy shows the app role everything': ['create policy all_of_it on outbox using (true)', 'drop policy all_of_it on outbox', /^A policy of table outbox shows the app role all tenants/],
    'a policy lets the app role write anything': [
      `create policy any_of_it on outbox to $db_app using (tenant_id = any(current_setting('app.tenants')::uuid[])) with check (true)`, 'drop policy any_of_it on outbox', /^A policy of table outbox shows/,
    ],
    'a table has no tenant': [table('everybody', false), 'drop table everybody', /^Table everybody has no tenant_id/],
    'what is only added to may be changed': [`comment on table erased_person is 'append-only'; revoke delete, truncate, update on erased_person from $db_app`, `comment on table erased_person is null; grant delete, update on erased_person to $db_app`, /^Table erased_person is append-only, but protection_\w+_relay may change it/],
    'a view shows what its owner sees': ['create view peep as select * from outbox; grant select on peep to $db_app', 'drop view peep', /^View peep shows what its owner sees/],
    'a materialised view is open': ['create materialized view heap as select * from outbox; grant select on heap to $db_app', 'drop materialized view heap', /^Materialised view heap/],
  };
  for (const [what, [sql, undo, problem]] of Object.entries(cases)) {
    it(`is broken when ${what}`, async () => {
      const found = await afterwards(sql, undo);
      expect(found.filter((line) => problem.test(line)), found.join('\n')).to.have.length(1);
      expect(await problems()).to.deep.equal([]);
    });
  }

  it('allows views of the one who looks, tables named as shared, and what the app role cannot reach', async () => {
    const allowed = 'create view mirror with (security_invoker = true) as select * from outbox; grant select on mirror to $db_app; create table hidden (id uuid)';
    expect(await afterwards(allowed, 'drop view mirror; drop table hidden')).to.deep.equal([]);
    await admin.query(`create table shared (id uuid); grant select on shared to ${files.name}_app`);
    expect(await problems(['shared'])).to.deep.equal([]);
    await admin.query('drop table shared');
  });

  it('keeps a service from starting when it is broken, with all that is to be mended', async () => {
    await admin.query('alter table outbox no force row level security; alter table effect no force row level security');
    const refused: unknown = await requireProtection({ url: files.appUrl, relayUrl: files.relayUrl }, silent).then(() => 'started', (error: unknown) => error);
    await admin.query('alter table outbox force row level security; alter table effect force row level security');
    expect(refused).to.be.instanceOf(Failure).with.property('reason', 'TENANTS_NOT_KEPT_APART');
    expect(refused).to.have.property('message').that.matches(/table effect[^]*table outbox|table outbox[^]*table effect/);
  });

  it('is looked at again when the database comes late, and then ends the process', async () => {
    const ended = Promise.withResolvers<Error>();
    await admin.query(`alter role ${files.name}_app nologin; alter table outbox no force row level security`);
    await using _checking = await requireProtection({ url: files.appUrl, relayUrl: files.relayUrl }, silent, ended.resolve);
    await admin.query(`alter role ${files.name}_app login`);
    const error = await ended.promise;
    await admin.query('alter table outbox force row level security');
    expect(error.message).to.include('table outbox');
  });
});
