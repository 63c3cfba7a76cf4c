/** The request log over the boundaries of its partitions, against a real Postgres: a request counts once, on whichever side it is repeated. */
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { expect } from 'chai';
import type { Database } from '../db/database.ts';
import { newId } from '../ids.ts';
import { DEFAULT_RETENTION, dropOldParts, postgresRetention } from '../events/retention.ts';
import { TALLY_TABLE, tallied, tallyActor } from '../events/test-actor.ts';
import { TENANT } from '../events/test-events.ts';
import { freshDatabase, noTracer, silent } from '../events/test-stand.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import type { Answer } from './submission.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A moment at which one partition of the log ends and the next begins. */
const BOUNDARY = 2_000 * 10 * DAY;

describe('the request log over its partitions', function () {
  this.timeout(20_000);
  let database: Database;

  beforeEach(async () => {
    database = await freshDatabase([TALLY_TABLE]);
  });
  afterEach(() => database[Symbol.asyncDispose]());

  const open = (at: number): Mailbox =>
    createMailbox({ service: 'test', actors: [tallyActor], database, tracer: noTracer, logger: silent, now: () => new Date(at) });

  const submit = (mailbox: Mailbox, id: string, requestId: string): Promise<Answer> =>
    mailbox.submit({
      actor: tallyActor,
      caller: { tenantId: TENANT, subject: 'service:test', roles: ['service'] },
      method: 'test/Count',
      requestId,
      bodyHash: new Uint8Array([1]),
      keys: [{ type: 'tally', id }],
      context: ROOT_CONTEXT,
      run(turn) {
        turn.apply({ events: [{ key: id, event: requestId }] });
        return new Uint8Array();
      },
    });

  const retention = (at: number): Promise<void> =>
    dropOldParts({
      query: database.relay, table: postgresRetention, retention: DEFAULT_RETENTION, logger: silent, signal: new AbortController().signal, now: () => new Date(at),
    });

  /** The same request in the same instant at two replicas with these clocks. Gives how often it was done. */
  async function together(one: number, other: number): Promise<number> {
    await using first = open(one);
    await using second = open(other);
    const requestId = newId();
    // Different keys, as two attempts at a create have: only the request log can tell that they are one.
    const ids = [newId(), newId()] as const;
    const both = await database.relay.transaction(async (query) => {
      await query.run('lock table tally in exclusive mode');
      const answers = Promise.all([submit(first, ids[0], requestId), submit(second, ids[1], requestId)]);
      // Each has looked into the log and found nothing.
      const waiting = `select from pg_locks where relation = 'tally'::regclass and not granted`;
      while ((await query.run(waiting)).length < 2) await new Promise((resolve) => setImmediate(resolve));
      return { answers };
    });
    await both.answers;
    const done = await Promise.all(ids.map((id) => tallied(database, TENANT, id)));
    return done.flat().length;
  }

  it('does a request once that reaches two replicas around a boundary', async () => {
    await retention(BOUNDARY - 30 * MINUTE);
    expect(await together(BOUNDARY - 1, BOUNDARY)).to.equal(1);
    expect(await together(BOUNDARY + 1, BOUNDARY - 50 * MINUTE)).to.equal(1);
    const homes = await database.relay.run<{ home: string }>('select distinct tableoid::regclass::text as home from request_log');
    expect(homes.map(({ home }) => home)).to.include('request_log_20241004').and.not.include('request_log_default');
  });

  it('also when nobody has made the next partition', async () => {
    await retention(BOUNDARY - 5 * DAY);
    expect(await together(BOUNDARY - 1, BOUNDARY + 1)).to.equal(1);
  });

  it('negative control: their clocks may differ by an hour, which no transaction takes, and not by more', async () => {
    await retention(BOUNDARY - 30 * MINUTE);
    expect(await together(BOUNDARY - 61 * MINUTE, BOUNDARY + 1)).to.equal(2);
  });

  it('answers a repeat for thirty days, whatever partitions came and went, and forgets it after', async () => {
    const [id, requestId] = [newId(), newId()];
    const start = BOUNDARY + 5 * DAY;
    const at = async (days: number): Promise<boolean> => {
      await retention(start + days * DAY);
      await using mailbox = open(start + days * DAY);
      return (await submit(mailbox, id, requestId)).replayed;
    };
    expect(await at(0)).to.equal(false);
    for (const days of [1, 8, 17, 29]) expect(await at(days), `${days} days later`).to.equal(true);
    expect(await at(41)).to.equal(false);
    expect(await tallied(database, TENANT, id)).to.have.length(2);
  });
});
