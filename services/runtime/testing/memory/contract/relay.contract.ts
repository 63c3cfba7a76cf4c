/** What the relay relies on: the order of the outbox, the places of what was published, one leader. */
import { expect } from 'chai';
import type { NewEvent } from '../../../actor/records.ts';
import type { Database } from '../../../db/database.ts';
import { newId } from '../../../ids.ts';
import { at, hold, NOW, TENANT, type OpenStand, type Stand, type StandClient } from './stand.ts';

const event = (key = newId(), keyVersion = 1n): NewEvent => ({
  id: newId(), tenantId: TENANT, type: 'happened', key, keyVersion, subject: 'evt.x', headers: { 'ce-id': 'x' }, payload: new Uint8Array([1, 2]),
});

export function relayContract(open: OpenStand): void {
  let stand: Stand;
  let a: StandClient;
  let b: StandClient;
  let relay: Database['relay'];

  beforeEach(async () => {
    stand = await open();
    [a, b] = await Promise.all([stand.connect(), stand.connect()]);
    ({ relay } = a.database);
  });
  afterEach(() => stand[Symbol.asyncDispose]());

  describe('the outbox', () => {
    const append = (client: StandClient, events: readonly NewEvent[]) => hold(client, (query) => stand.tables.records.appendEvents(query, events, NOW));
    const waiting = async (limit = 100): Promise<string[]> => (await stand.tables.outbox.unpublished(relay, limit)).map(({ id }) => id);
    async function publish(events: readonly NewEvent[], first: number, published = NOW): Promise<bigint[]> {
      await (await append(a, events)).commit();
      const rows = await stand.tables.outbox.unpublished(relay, 100);
      await stand.tables.outbox.markPublished(relay, rows.map(({ seq }, index) => ({ seq, stream: 'S', streamSeq: first + index })), published);
      return rows.map(({ seq }) => seq);
    }

    it('gives what waits in the order of writing, whole and at most so many', async () => {
      const events = [event(), event(), event()];
      await (await append(a, events)).commit();
      const [row] = await stand.tables.outbox.unpublished(relay, 1);
      const { id, tenantId, key, type, subject, headers } = events[0] ?? event();
      const { seq, payload, ...rest } = row ?? { seq: undefined, payload: [] };
      expect(rest).to.deep.equal({ id, tenant_id: tenantId, key, type, subject, headers });
      expect([typeof seq, [...payload]]).to.deep.equal(['bigint', [1, 2]]);
      expect(await waiting()).to.deep.equal(events.map((one) => one.id));
      expect(await stand.tables.outbox.hasUnpublished(relay)).to.equal(true);
      const isNext = (one: { readonly id: string } | undefined) => stand.tables.outbox.isAmongNext(relay, one?.id ?? '', 2);
      expect(await Promise.all(events.map(isNext))).to.deep.equal([true, true, false]);
    });

    it('shows what is committed only, and puts what was written earlier first when it comes late', async () => {
      const [early, late] = [event(), event()];
      const slow = await append(a, [early]);
      await (await append(b, [late])).commit();
      expect(await waiting()).to.deep.equal([late.id]);
      await slow.commit();
      expect(await waiting()).to.deep.equal([early.id, late.id]);
    });

    it('gives numbers of a rollback to nobody else', async () => {
      await (await append(a, [event()])).rollback();
      await (await append(a, [event()])).commit();
      const [row] = await stand.tables.outbox.unpublished(relay, 10);
      expect(row?.seq).to.equal(2n);
    });

    it('knows the places of what was published, the highest first', async () => {
      const last = event();
      const [one, two, three] = await publish([event(), event(), last], 5);
      expect(await stand.tables.outbox.isAmongNext(relay, last.id, 9)).to.equal(false);
      expect(await waiting()).to.deep.equal([]);
      expect(await stand.tables.outbox.hasUnpublished(relay)).to.equal(false);
      const claims = await stand.tables.outbox.claimsUpTo(relay, 'S', 7, 2);
      expect(claims.map(({ seq, stream_seq }) => [seq, stream_seq])).to.deep.equal([[three, 7n], [two, 6n]]);
      expect((await stand.tables.outbox.claimsUpTo(relay, 'S', 5, 9)).map(({ seq }) => seq)).to.deep.equal([one]);
      expect(await stand.tables.outbox.claimsUpTo(relay, 'T', 9, 9)).to.deep.equal([]);
    });

    it('puts back what was lost: by number, above the last, below the first, at places', async () => {
      const { outbox } = stand.tables;
      const events = [event(), event(), event(), event()];
      const seqs = await publish(events, 1);
      const again = async (): Promise<number[]> => {
        const rows = await outbox.unpublished(relay, 100);
        await outbox.markPublished(relay, rows.map(({ seq }) => ({ seq, stream: 'S', streamSeq: seqs.indexOf(seq) + 1 })), NOW);
        return rows.map(({ seq }) => seqs.indexOf(seq) + 1);
      };
      expect(await outbox.publishAgain(relay, seqs.slice(1, 2))).to.equal(1);
      expect(await again()).to.deep.equal([2]);
      expect(await outbox.publishAgainAfter(relay, 'S', 2, at(-1))).to.equal(2);
      expect(await again()).to.deep.equal([3, 4]);
      expect(await outbox.publishAgainBefore(relay, 'S', 3, at(-1))).to.equal(2);
      expect(await again()).to.deep.equal([1, 2]);
      expect(await outbox.publishAgainAt(relay, 'S', [1, 4, 9], at(-1))).to.equal(2);
      expect(await again()).to.deep.equal([1, 4]);
      expect(await outbox.publishAgain(relay, [])).to.equal(0);
    });

    it('leaves alone what the stream would have dropped for its age, and other streams', async () => {
      const { outbox } = stand.tables;
      await publish([event(), event()], 1);
      expect(await outbox.publishAgainAfter(relay, 'S', 0, NOW)).to.equal(0);
      expect(await outbox.publishAgainBefore(relay, 'S', 9, NOW)).to.equal(0);
      expect(await outbox.publishAgainAt(relay, 'S', [1, 2], NOW)).to.equal(0);
      expect(await outbox.publishAgainAfter(relay, 'T', 0, at(-1))).to.equal(0);
    });
  });

  describe('the leader', () => {
    it('is one connection, until that is closed or its process dies', async () => {
      const { leader } = stand.tables;
      const dying = await stand.connect();
      const first = await dying.database.relay.connect();
      const second = await b.database.relay.connect();
      for (const { query } of [first, second]) await leader.prepare(query);
      expect(await leader.tryTake(first.query, 1)).to.equal(true);
      expect(await leader.tryTake(second.query, 1)).to.equal(false);
      expect(await leader.tryTake(second.query, 2)).to.equal(true);
      await dying.crash();
      await first[Symbol.asyncDispose]();
      expect(await leader.tryTake(second.query, 1)).to.equal(true);
      await second[Symbol.asyncDispose]();
      const third = await a.database.relay.connect();
      while (!(await leader.tryTake(third.query, 1))) await new Promise(setImmediate);
      await third[Symbol.asyncDispose]();
    });
  });
}
