/** What consumers rely on: positions that remember gaps, dead letters that stand with them. */
import { expect } from 'chai';
import type { Database } from '../../../db/database.ts';
import type { LetterRow } from '../../../events/dead-letters.ts';
import { newId } from '../../../ids.ts';
import { OTHER_TENANT, TENANT, type OpenStand, type Stand } from './stand.ts';

export function consumersContract(open: OpenStand): void {
  let stand: Stand;
  let relay: Database['relay'];

  beforeEach(async () => {
    stand = await open();
    ({ relay } = (await stand.connect()).database);
  });
  afterEach(() => stand[Symbol.asyncDispose]());

  describe('positions', () => {
    const advance = (key: string, keyVersion: bigint) => stand.tables.positions.advance(relay, 'S.c', [{ tenantId: TENANT, key, keyVersion }]);
    const position = async (key: string): Promise<unknown> => {
      const [found] = await stand.tables.positions.find(relay, 'S.c', [{ tenantId: TENANT, key }]);
      return found && [found.version, found.missing];
    };

    it('begin at nothing and go on step by step', async () => {
      const key = newId();
      expect(await position(key)).to.equal(undefined);
      await advance(key, 1n);
      expect(await position(key)).to.deep.equal([1n, []]);
      await advance(key, 2n);
      expect(await position(key)).to.deep.equal([2n, []]);
    });

    it('remember what a step leaves out until it comes, in whatever order', async () => {
      const key = newId();
      await advance(key, 4n);
      expect(await position(key)).to.deep.equal([4n, [[1n, 4n]]]);
      await advance(key, 8n);
      expect(await position(key)).to.deep.equal([8n, [[1n, 4n], [5n, 8n]]]);
      await advance(key, 2n);
      expect(await position(key)).to.deep.equal([8n, [[1n, 2n], [3n, 4n], [5n, 8n]]]);
      await advance(key, 5n);
      await advance(key, 7n);
      await advance(key, 1n);
      expect(await position(key)).to.deep.equal([8n, [[3n, 4n], [6n, 7n]]]);
    });

    it('never go back, and bear repeats', async () => {
      const key = newId();
      for (const version of [3n, 3n, 1n, 1n, 2n]) await advance(key, version);
      expect(await position(key)).to.deep.equal([3n, []]);
    });

    it('are one for each consumer and tenant', async () => {
      const key = newId();
      await advance(key, 2n);
      await stand.tables.positions.advance(relay, 'S.other', [{ tenantId: TENANT, key, keyVersion: 1n }]);
      await stand.tables.positions.advance(relay, 'S.c', [{ tenantId: OTHER_TENANT, key, keyVersion: 1n }]);
      expect(await position(key)).to.deep.equal([2n, [[1n, 2n]]]);
    });

    it('stand and fall with the dead letter of the same transaction', async () => {
      const key = newId();
      const broken = relay.transaction(async (query) => {
        await stand.tables.positions.advance(query, 'S.c', [{ tenantId: TENANT, key, keyVersion: 1n }]);
        await stand.tables.deadLetters.bury(query, letter());
        throw new Error('no');
      });
      expect(await broken.catch((error: unknown) => error instanceof Error && error.message)).to.equal('no');
      expect(await position(key)).to.equal(undefined);
      expect(await stand.tables.deadLetters.list(relay, { tenantId: undefined, replayed: true, before: undefined, limit: 9 })).to.deep.equal([]);
    });
  });

  const letter = (more: Partial<LetterRow> = {}) => ({
    id: newId(), tenant_id: TENANT, consumer: 'S.c', event_id: newId(), subject: 'evt.x', headers: { 'ce-type': 't' }, payload: new Uint8Array([1]), error: 'no', attempts: 3, ...more,
  });

  describe('dead letters', () => {
    const list = async (more: Partial<Parameters<Stand['tables']['deadLetters']['list']>[1]> = {}): Promise<string[]> =>
      (await stand.tables.deadLetters.list(relay, { tenantId: undefined, replayed: false, before: undefined, limit: 9, ...more })).map(({ id }) => id);

    it('are listed newest first, by tenant and page', async () => {
      const [old, other, young] = [letter(), letter({ tenant_id: OTHER_TENANT }), letter()];
      for (const one of [old, other, young]) await stand.tables.deadLetters.bury(relay, one);
      expect(await list()).to.deep.equal([young.id, other.id, old.id]);
      expect(await list({ tenantId: TENANT })).to.deep.equal([young.id, old.id]);
      expect(await list({ limit: 1, before: young.id })).to.deep.equal([other.id]);
    });

    it('leave the list when replayed, and come back when buried again, with all their attempts', async () => {
      const { deadLetters } = stand.tables;
      const one = letter();
      await deadLetters.bury(relay, one);
      await deadLetters.markReplayed(relay, one.id);
      expect(await list()).to.deep.equal([]);
      expect(await list({ replayed: true })).to.deep.equal([one.id]);
      await deadLetters.bury(relay, { ...one, id: newId(), error: 'again', attempts: 1 });
      expect(await list()).to.deep.equal([one.id]);
      const found = await deadLetters.find(relay, one.id);
      expect(found).to.deep.include({ id: one.id, event_id: one.event_id, headers: one.headers, error: 'again', attempts: 4, replayed_time: null });
      expect([...(found?.payload ?? [])]).to.deep.equal([1]);
      expect(await deadLetters.find(relay, newId())).to.equal(undefined);
    });
  });
}
