import { expect } from 'chai';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import pg from 'pg';
import { openDatabase, type Database } from '../db/database.ts';
import { migrate } from '../db/migrate.ts';
import type { Query } from '../db/query.ts';
import { Failure, reject } from '../errors.ts';
import { newId } from '../ids.ts';
import { createLogger } from '../logger.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { actor, born } from './actor.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import { single } from './state.ts';
import type { Caller, Change, Key, Load, Store } from './types.ts';

interface Note {
  readonly id: string;
  readonly text: string;
}
type Noted = { readonly type: 'noted'; readonly note: Note };
interface NoteRow extends Note {
  readonly tenant_id: string;
}

const tracer = trace.getTracer('test');
const logger = createLogger({ service: 'test', level: 'fatal' });
const callerOf = (tenantId: string): Caller => ({ tenantId, subject: 'service:test', roles: ['service'] });
const keyOf = (id: string): Key => ({ type: 'note', id });

/** Loads across tenants, and counts what it was asked for. */
function noteStore(): Store<Note> & { readonly asked: string[][] } {
  const asked: string[][] = [];
  return {
    asked,
    async loadAcross(query: Query, loads: readonly Load[]) {
      asked.push(loads.map(({ key }) => key.id));
      const rows = await query.run<NoteRow>('select tenant_id, id, text from note where id = any($1::uuid[])', [loads.map(({ key }) => key.id)]);
      return loads.map(({ tenantId, key }) => rows.find((row) => row.tenant_id === tenantId && row.id === key.id));
    },
    async save(query: Query, changes: readonly Change<Note>[]) {
      for (const { tenantId, key, after } of changes) {
        await query.run('insert into note values ($1, $2, $3) on conflict (tenant_id, id) do update set text = excluded.text', [tenantId, key.id, after?.text]);
      }
    },
  };
}

const noteActor = (store: Store<Note>) =>
  actor({
    name: 'note',
    state: single<Note>('note', store),
    behaviour: { initial: undefined, evolve: (_: Note | undefined, { note }: Noted): Note | undefined => note },
  });

describe('keys of turns', function () {
  this.timeout(10_000);
  let files: TestDatabase;
  let database: Database;

  before(async () => {
    files = await createTestDatabase('keys');
    const owner = new pg.Client({ connectionString: files.ownerUrl });
    await owner.connect();
    await owner.query('create table note (tenant_id uuid not null, id uuid not null, text text not null, primary key (tenant_id, id))');
    await owner.end();
    await migrate(files);
    database = await openDatabase({ url: files.appUrl, relayUrl: files.relayUrl, entities: [], tracer });
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await files[Symbol.asyncDispose]();
  });

  function open() {
    const store = noteStore();
    const notes = noteActor(store);
    const mailbox: Mailbox = createMailbox({ service: 'test', actors: [notes], database, tracer, logger });
    /** Appends to the note and answers with what it was before. */
    const write = async (tenantId: string, key: Key, text: string): Promise<string> => {
      const answer = await mailbox.submit({
        actor: notes, caller: callerOf(tenantId), method: 'test/Write', requestId: newId(), keys: [key], context: ROOT_CONTEXT,
        run(turn) {
          const before = turn.state?.text ?? '';
          if (text === 'refused') turn.apply({ rejection: reject('REFUSED', 'No.') });
          turn.apply({ events: [{ type: 'noted', note: { id: key.id, text: before + text } }] });
          return Buffer.from(before);
        },
      });
      return Buffer.from(answer.reply).toString();
    };
    return { store, mailbox, write };
  }

  const anchorOf = async (tenantId: string, id: string) =>
    (await database.read([tenantId], (query) => query.run<{ version: bigint }>('select version from actor_anchor where key = $1', [id])))[0]?.version;
  const codeOf = (work: Promise<unknown>): Promise<string> =>
    work.then(() => 'none', (error: unknown) => (error instanceof Failure ? `${error.code} ${error.reason}` : String(error)));

  it('are loaded at once for many tenants, each with what it has under the same id', async () => {
    const { store, mailbox, write } = open();
    await using _ = mailbox;
    const [one, other, id] = [newId(), newId(), newId()];
    await Promise.all([write(one, keyOf(id), 'a'), write(other, keyOf(id), 'b')]);
    expect(await Promise.all([write(one, keyOf(id), '.'), write(other, keyOf(id), '.')])).to.deep.equal(['a', 'b']);
    expect(store.asked).to.deep.equal([[id, id], [id, id]]);
  });

  it('that a command has just made up are not looked up, and are there for the next turn', async () => {
    const { store, mailbox, write } = open();
    await using _ = mailbox;
    const [tenant, id] = [newId(), newId()];
    expect(await write(tenant, born(keyOf(id)), 'new')).to.equal('');
    expect(store.asked).to.deep.equal([]);
    expect(await anchorOf(tenant, id)).to.equal(1n);
    expect(await write(tenant, keyOf(id), '!')).to.equal('new');
    expect(await anchorOf(tenant, id)).to.equal(2n);
  });

  it('that were made up and exist all the same change nothing', async () => {
    const { mailbox, write } = open();
    await using _ = mailbox;
    const [tenant, id] = [newId(), newId()];
    await write(tenant, keyOf(id), 'old');
    const [taken, neighbour] = await Promise.all([codeOf(write(tenant, born(keyOf(id)), 'new')), codeOf(write(tenant, born(keyOf(newId())), 'x'))]);
    expect([taken, neighbour]).to.deep.equal(['ABORTED ID_TAKEN', 'none']);
    expect(await write(tenant, keyOf(id), '')).to.equal('old');
  });

  it('that were made up leave nothing behind when their turn is refused', async () => {
    const { mailbox, write } = open();
    await using _ = mailbox;
    const [tenant, id] = [newId(), newId()];
    expect(await codeOf(write(tenant, born(keyOf(id)), 'refused'))).to.equal('FAILED_PRECONDITION REFUSED');
    expect(await anchorOf(tenant, id)).to.equal(undefined);
  });
});
