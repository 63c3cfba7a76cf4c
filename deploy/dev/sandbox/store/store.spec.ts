/** Transactions of the sandbox store. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { isJsonObject } from '../http/json-body.ts';
import { openStore } from './store.ts';
import { createTable, keepNewest } from './table.ts';

interface Note {
  readonly id: string;
  readonly text: string;
}

const notes = () =>
  createTable('note', (value): value is Note => isJsonObject(value) && typeof value['text'] === 'string');
const note = (id: string, text = id): Note => ({ id, text });

describe('sandbox store', () => {
  it('forgets everything a failed transaction put', async () => {
    const table = notes();
    const store = await openStore([table], undefined);
    store.transact(() => table.put(note('a')));
    const failing = () =>
      store.transact(() => {
        table.put(note('a', 'changed'));
        table.put(note('b'));
        expect(table.all().map(({ text }) => text)).to.deep.equal(['changed', 'b']);
        throw new Error('no');
      });
    expect(failing).to.throw('no');
    expect(table.all()).to.deep.equal([note('a')]);
  });

  it('reads back what was saved, in order, and compacts it', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'sandbox-store-'));
    const file = join(dir, 'notes.jsonl');
    {
      const table = notes();
      await using store = await openStore([table], file);
      for (const id of ['a', 'b', 'c']) await store.transact(() => table.put(note(id))).saved;
      await store.transact(() => {
        table.put(note('a', 'again'));
        table.remove('b');
      }).saved;
    }
    expect((await readFile(file, 'utf8')).split('\n')).to.have.length(5);
    const table = notes();
    await using _store = await openStore([table], file);
    expect(table.all()).to.deep.equal([note('a', 'again'), note('c')]);
    expect((await readFile(file, 'utf8')).split('\n')).to.have.length(3);
    await rm(dir, { recursive: true });
  });

  it('keeps the newest documents only, when asked', async () => {
    const table = notes();
    const store = await openStore([table], undefined);
    for (const id of ['a', 'b', 'c']) store.transact(() => keepNewest(table, note(id), 2));
    expect(table.all().map(({ id }) => id)).to.deep.equal(['b', 'c']);
  });
});
