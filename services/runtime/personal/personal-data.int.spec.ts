import { expect } from 'chai';
import { trace } from '@opentelemetry/api';
import pg from 'pg';
import { openDatabase, type Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import { newId, toTypeId } from '../ids.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { claimGuest } from './claim.ts';
import { collectPart } from './collect.ts';
import { erasedAmong, erasePerson } from './erase.ts';
import { REDACTED, type Person, type PersonalData } from './personal-data.ts';
import { applyRetention, TOMBSTONE_DAYS } from './retention.ts';

const NOW = new Date('2027-03-01T12:00:00Z');
const ago = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);

/** Visits are redacted, papers are kept for the law, letters are removed. */
const personal: PersonalData = {
  tables: [
    { table: 'letter', rows: 'visit_id in (select id from visit where person_id = $2)', erase: 'remove', retention: { rule: 'letters, for a year', when: `created < $1::timestamptz - interval '1 year'`, remove: true } },
    { table: 'paper', rows: 'person_id = $2', erase: { reason: 'papers are kept for ten years', until: `created + interval '10 years'` }, file: { name: 'papers', about: 'Papers.', fields: { text: 'text' }, order: 'id' } },
    { table: 'agreement', rows: 'person_id = $2', guard: 'new.person_id', erase: 'remove' },
    {
      table: 'visit', key: 'visit', rows: 'person_id = $2', guard: 'new.person_id', owner: { column: 'person_id', also: { facts: `facts || jsonb_build_object('id', claimer)` } }, erase: { name: `'${REDACTED}'`, facts: `jsonb_build_object('id', person_id)` }, effects: ['writeTo'],
      file: { name: 'visits', about: 'Visits.', fields: { name: 'name', facts: 'facts' }, order: 'id' },
      retention: { rule: 'visits, for thirty days', when: `created < $1::timestamptz - interval '30 days' and name <> '${REDACTED}'` },
    },
  ],
};

const TABLES = `
  create table visit (tenant_id uuid not null, id uuid primary key, person_id uuid not null, name text not null, facts jsonb not null default '{}', created timestamptz not null default now());
  create table agreement (tenant_id uuid not null, id uuid primary key, person_id uuid not null, text text not null);
  create table paper (tenant_id uuid not null, id uuid primary key, person_id uuid not null, text text not null, created timestamptz not null default now());
  create table letter (tenant_id uuid not null, id uuid primary key, visit_id uuid not null, created timestamptz not null default now())`;

describe('personal data', function () {
  this.timeout(20_000);
  let files: TestDatabase;
  let admin: pg.Client;
  let database: Database;

  before(async () => {
    files = await createTestDatabase('personal');
    const owner = new pg.Client({ connectionString: files.ownerUrl });
    await owner.connect();
    await owner.query(TABLES);
    await owner.end();
    await migrate({ ...files, personalData: personal });
    admin = new pg.Client({ connectionString: files.adminUrl.replace(/\/[^/]*$/, `/${files.name}`) });
    await admin.connect();
    database = await openDatabase({ url: files.appUrl, relayUrl: files.relayUrl, entities: [], tracer: trace.getTracer('test') });
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await admin.end();
    await files[Symbol.asyncDispose]();
  });

  const someone = (tenantId = newId()): Person => ({ tenantId, id: newId() });
  const visit = async ({ tenantId, id }: Person, created = NOW): Promise<string> => {
    const visitId = newId();
    await database.write([tenantId], (query) => query.run(`insert into visit (tenant_id, id, person_id, name, facts, created) values ($1, $2, $3, 'Ana', '{"phone":"123"}', $4)`, [tenantId, visitId, id, created]));
    return visitId;
  };
  const erase = (person: Person) => erasePerson(database, personal, person, NOW);
  const visits = async ({ id }: Person) => (await admin.query<{ name: string; facts: object }>('select name, facts from visit where person_id = $1 order by id', [id])).rows;

  it('is redacted or removed, and what the law keeps is told with its reason and its end', async () => {
    const person = someone();
    const visitId = await visit(person);
    await admin.query('insert into paper values ($1, $2, $3, $4, $5)', [person.tenantId, newId(), person.id, 'Ana owes 5', NOW]);
    await admin.query('insert into letter values ($1, $2, $3)', [person.tenantId, newId(), visitId]);
    const { erased, kept } = await erase(person);
    expect(erased).to.equal(2);
    expect(kept).to.deep.equal([{ what: 'papers', reason: 'papers are kept for ten years', count: 1, until: new Date('2037-03-01T12:00:00Z') }]);
    expect(await visits(person)).to.deep.equal([{ name: REDACTED, facts: { id: person.id } }]);
    expect((await admin.query('select from letter where visit_id = $1', [visitId])).rowCount).to.equal(0);
  });

  it('of others, and of the same number in another business, stays', async () => {
    const person = someone();
    const others = [someone(person.tenantId), { ...person, tenantId: newId() }];
    for (const each of [person, ...others]) await visit(each);
    await erase(person);
    const rows = (await admin.query<{ name: string }>('select name from visit where (tenant_id, person_id) <> ($1, $2) and person_id = any($3)', [person.tenantId, person.id, [person.id, others[0]?.id]])).rows;
    expect(rows.map(({ name }) => name)).to.deep.equal(['Ana', 'Ana']);
  });

  it('that is written late does not come back, and without its guard it would', async () => {
    const person = someone();
    await erase(person);
    await visit(person);
    expect(await visits(person)).to.deep.equal([{ name: REDACTED, facts: { id: person.id } }]);
    await database.write([person.tenantId], (query) => query.run(`update visit set name = 'Ana' where person_id = $1`, [person.id]));
    expect((await visits(person)).map(({ name }) => name)).to.deep.equal([REDACTED]);
    await migrate(files);
    await visit(person);
    expect((await visits(person)).map(({ name }) => name)).to.include('Ana');
    await migrate({ ...files, personalData: personal });
  });

  it('that is removed is not written late', async () => {
    const person = someone();
    const agree = () => database.write([person.tenantId], (query) => query.run(`insert into agreement values ($1, $2, $3, 'yes') returning 1`, [person.tenantId, newId(), person.id]));
    expect(await agree()).to.have.length(1);
    await erase(person);
    expect(await agree()).to.deep.equal([]);
    expect((await admin.query('select from agreement where person_id = $1', [person.id])).rowCount).to.equal(0);
  });

  it('is not in dead letters nor in calls that were not made yet', async () => {
    const person = someone();
    const visitId = await visit(person);
    const other = await visit(someone(person.tenantId));
    for (const [key, name] of [[visitId, 'writeTo'], [visitId, 'refund'], [other, 'writeTo']]) {
      await admin.query(
        `insert into effect (id, tenant_id, actor, key_type, key, name, kind, input, due_time, traceparent, created_time) values ($1, $2, 'a', 'visit', $3, $4, 'effect', '{}', now(), '', now())`,
        [newId(), person.tenantId, key, name],
      );
    }
    for (const text of [toTypeId('usr', person.id), toTypeId('usr', newId())]) {
      await admin.query(
        `insert into dead_letter (id, tenant_id, consumer, event_id, subject, headers, payload, error, attempts, created_time) values ($1, $2, 'c', $1, 's', '{}', $3, 'e', 1, now())`,
        [newId(), person.tenantId, Buffer.from(`\u0001\u0002${text}Ana`)],
      );
    }
    await erase(person);
    const { rows } = await admin.query('select key, name from effect where tenant_id = $1 order by name', [person.tenantId]);
    expect(rows).to.deep.equal([{ key: visitId, name: 'refund' }, { key: other, name: 'writeTo' }]);
    expect((await admin.query('select from dead_letter where tenant_id = $1', [person.tenantId])).rowCount).to.equal(1);
  });

  it('waits for the turn that has its row', async () => {
    const person = someone();
    const visitId = await visit(person);
    await admin.query(`insert into actor_anchor (tenant_id, type, key) values ($1, 'visit', $2)`, [person.tenantId, visitId]);
    await admin.query('begin');
    await admin.query('select from actor_anchor where key = $1 for update', [visitId]);
    const refused: unknown = await erase(person).catch((error: unknown) => error);
    await admin.query('rollback');
    expect(refused).to.have.property('code', '55P03');
    expect((await visits(person)).map(({ name }) => name)).to.deep.equal(['Ana']);
    await erase(person);
    expect((await visits(person)).map(({ name }) => name)).to.deep.equal([REDACTED]);
  });

  describe('that is just being written', () => {
    const insert = 'insert into visit (tenant_id, id, person_id, name) values ($1, $2, $3, $4)';
    /** Runs a transaction of another connection around what `work` does. */
    async function whileWriting(person: Person, work: () => Promise<unknown>): Promise<void> {
      await admin.query('begin');
      try {
        await admin.query(insert, [person.tenantId, newId(), person.id, 'Ana']);
        await work();
      } finally {
        await admin.query('commit');
      }
    }
    const refusal = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done', (error: unknown) => error);
    /** Writes as `database` does, and has `meanwhile` begin before its first transaction ends, whose lock that comes to wait for. */
    function slowly(meanwhile: () => Promise<unknown>): { database: Pick<Database, 'write'>; begun: () => Promise<unknown> } {
      let begun: Promise<unknown> | undefined;
      const write: Database['write'] = (tenants, work) =>
        database.write(tenants, async (query) => {
          const result = await work(query);
          if (begun) return result;
          let over = false;
          begun = meanwhile().finally(() => (over = true));
          const waits = async () => (await admin.query(`select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`)).rowCount !== 0;
          while (!over && !(await waits()));
          return result;
        });
      return { database: { write }, begun: () => begun ?? Promise.reject(new Error('nothing began')) };
    }

    it('is waited for by the erasure, and erased', async () => {
      const person = someone();
      await whileWriting(person, async () => expect(await refusal(erase(person))).to.have.property('code', '55P03'));
      await erase(person);
      expect(await visits(person)).to.deep.equal([{ name: REDACTED, facts: { id: person.id } }]);
    });

    it('waits for a tombstone that is being written, and is redacted', async () => {
      const person = someone();
      const slow = slowly(() => visit(person));
      await erasePerson(slow.database, personal, person, NOW);
      await slow.begun();
      expect(await visits(person)).to.deep.equal([{ name: REDACTED, facts: { id: person.id } }]);
    });

    it('is waited for by a claim, and waits for one', async () => {
      const [guest, account] = [someone(), newId()];
      const give = (to: Pick<Database, 'write'>) => claimGuest(to, personal, { guest, userId: account }, NOW);
      await whileWriting(guest, async () => expect(await refusal(give(database))).to.have.property('code', '55P03'));
      const slow = slowly(() => visit(guest));
      await give(slow.database);
      await slow.begun();
      expect(await visits(guest)).to.deep.equal([]);
      expect(await visits({ ...guest, id: account })).to.have.length(2);
    });
  });

  it('is claimed in the order of the locks of guest and claimer, so that no two claims wait for each other', async () => {
    const share = async (id: string): Promise<number> => (await admin.query<{ share: number }>('select uuid_hash($1::uuid) & 63 as share', [id])).rows[0]?.share ?? 0;
    const [guest, account] = [someone(), { id: newId() }];
    while ((await share(guest.id)) <= (await share(account.id))) account.id = newId();
    await admin.query('begin');
    await admin.query('select pg_advisory_xact_lock(1347570767, $1)', [await share(account.id)]);
    const claim = claimGuest(database, personal, { guest, userId: account.id }, NOW);
    const locks = async (objid: number) => (await admin.query<{ granted: boolean }>(`select granted from pg_locks where locktype = 'advisory' and classid = 1347570767 and objid = $1 and pid <> pg_backend_pid()`, [objid])).rows;
    let waiting = false;
    while (!waiting) waiting = (await locks(await share(account.id))).some(({ granted }) => !granted);
    expect(await locks(await share(guest.id))).to.deep.equal([]);
    await admin.query('rollback');
    expect(await claim).to.equal(0);
  });

  describe('of a guest', () => {
    const claim = (guest: Person, userId: string) => claimGuest(database, personal, { guest, userId }, NOW);
    const owners = async (...ids: readonly string[]) =>
      (await admin.query<{ person_id: string; facts: object }>('select person_id, facts from visit where id = any($1) order by id', [ids])).rows;

    it('becomes that of who claims it, however often, and of nobody who comes after', async () => {
      const [guest, account] = [someone(), newId()];
      const [first, second, others] = [await visit(guest), await visit(guest), await visit(someone(guest.tenantId))];
      const elsewhere = await visit({ ...guest, tenantId: newId() });
      expect(await claim(guest, account)).to.equal(2);
      expect(await claim(guest, account)).to.equal(0);
      const late = await visit(guest);
      expect(await claim(guest, newId())).to.equal(0);
      for (const row of await owners(first, second, late)) expect(row).to.deep.include({ person_id: account }).and.have.nested.property('facts.id', account);
      for (const row of await owners(others, elsewhere)) expect(row.person_id).not.to.equal(account);
    });

    it('that comes late is the claimer’s, and without its trigger it would not be', async () => {
      const [guest, account] = [someone(), newId()];
      await claim(guest, account);
      expect((await owners(await visit(guest)))[0]?.person_id).to.equal(account);
      await migrate(files);
      expect((await owners(await visit(guest)))[0]?.person_id).to.equal(guest.id);
      await migrate({ ...files, personalData: personal });
    });

    it('is erased when it is claimed for somebody who was erased before, and so is the guest', async () => {
      const [guest, account] = [someone(), newId()];
      const visitId = await visit(guest);
      // Found through the visit alone, so no trigger sees it.
      await admin.query('insert into letter values ($1, $2, $3)', [guest.tenantId, newId(), visitId]);
      await erase({ ...guest, id: account });
      await claim(guest, account);
      const [row] = (await admin.query<{ name: string; person_id: string }>('select name, person_id from visit where id = $1', [visitId])).rows;
      expect(row).to.deep.equal({ name: REDACTED, person_id: account });
      expect((await admin.query('select from letter where visit_id = $1', [visitId])).rowCount).to.equal(0);
      expect(await database.read([guest.tenantId], (query) => erasedAmong(query, [guest.id]))).to.deep.equal([guest.id]);
    });

    it('goes with who claimed it: dead letters that name the guest, and what stayed the guest’s', async () => {
      const [guest, account] = [someone(), newId()];
      await admin.query(`insert into agreement values ($1, $2, $3, 'yes')`, [guest.tenantId, newId(), guest.id]);
      await admin.query(
        `insert into dead_letter (id, tenant_id, consumer, event_id, subject, headers, payload, error, attempts, created_time) values ($1, $2, 'c', $1, 's', '{}', $3, 'e', 1, now())`,
        [newId(), guest.tenantId, Buffer.from(toTypeId('usr', guest.id))],
      );
      await claim(guest, account);
      await erase({ ...guest, id: account });
      for (const table of ['agreement', 'dead_letter']) expect((await admin.query(`select from ${table} where tenant_id = $1`, [guest.tenantId])).rowCount, table).to.equal(0);
      expect(await database.read([guest.tenantId], (query) => erasedAmong(query, [guest.id]))).to.deep.equal([guest.id]);
    });

    it('is erased with who claimed it, also when it comes late', async () => {
      const [guest, account] = [someone(), newId()];
      await claim(guest, account);
      await erase({ ...guest, id: account });
      const late = await visit(guest);
      expect((await admin.query<{ name: string }>('select name from visit where id = $1', [late])).rows[0]?.name).to.equal(REDACTED);
    });
  });

  it('is given out page by page, of one person', async () => {
    const person = someone();
    await admin.query(`insert into visit select $1, gen_random_uuid(), $2, 'Ana ' || n, '{}', $3 from generate_series(1, 201) n`, [person.tenantId, person.id, NOW]);
    await visit(someone(person.tenantId));
    const names: string[] = [];
    const rows: unknown[] = [];
    const read = (place: { table: number; page: number }) => database.read([person.tenantId], (query) => collectPart(query, personal, person, place));
    for (let part = await read({ table: 0, page: 0 }); ; part = await read(part.next)) {
      for (const { name, content } of part.files) {
        names.push(name);
        rows.push(...JSON.parse(Buffer.from(content).toString()));
      }
      if (!part.next) break;
    }
    expect(names).to.deep.equal(['visits.json', 'visits-2.json']);
    expect(rows).to.have.length(201);
    expect(JSON.stringify(rows)).to.include('Ana 201');
  });

  it('goes when its time is over, and not before', async () => {
    const person = someone();
    const old = await visit(person, ago(31));
    await visit(person, ago(29));
    await admin.query('insert into letter values ($1, $2, $3, $4), ($1, $5, $3, $6)', [person.tenantId, newId(), old, ago(366), newId(), ago(300)]);
    expect(await applyRetention(database.relay, personal, NOW)).to.equal(2);
    expect((await visits(person)).map(({ name }) => name)).to.deep.equal([REDACTED, 'Ana']);
    expect((await admin.query('select from letter where visit_id = $1', [old])).rowCount).to.equal(1);
    expect(await applyRetention(database.relay, personal, NOW)).to.equal(0);
  });

  it('leaves a tombstone for longer than events can be on their way', async () => {
    const person = someone();
    await erase(person);
    const known = () => database.read([person.tenantId], async (query) => (await erasedAmong(query, [person.id])).length > 0);
    const after = (days: number) => applyRetention(database.relay, { tables: [] }, new Date(NOW.getTime() + days * 86_400_000));
    await after(TOMBSTONE_DAYS - 1);
    expect(await known()).to.equal(true);
    await after(TOMBSTONE_DAYS + 1);
    expect(await known()).to.equal(false);
  });
});
