import { expect } from 'chai';
import { createKeyring } from './keyring.ts';
import { resealAll } from './reseal.ts';

const OLD = 'an old key of more than 32 characters';
const NEW = 'a new key of more than 32 characters.';

describe('sealing anew', () => {
  it('leaves nothing under an older key, touches nothing that has the newest, and counts what does not open', async () => {
    const [before, gone, during] = [[OLD], ['a key that nobody has any more, alas'], [NEW, OLD]].map((keys) => createKeyring(keys as [string]).sealer('codes'));
    if (!before || !gone || !during) throw new Error('no keys');
    const table = new Map([
      ['a', before.seal(['a'], 'one')],
      ['b', during.seal(['b'], 'two')],
      ['c', gone.seal(['c'], 'three')],
      ['d', before.seal(['d'], 'four')],
      ['e', before.seal(['d'], 'copied from another row')],
    ]);
    const untouched = [table.get('b'), table.get('c'), table.get('e')];
    const written: string[] = [];
    const reseal = () =>
      resealAll(during, {
        page: async (prefix, after = '') => [...table].filter(([id, sealed]) => id > after && !sealed.startsWith(prefix)).slice(0, 2),
        cursorOf: ([id]) => id,
        ownerOf: ([id]) => [id],
        sealedOf: ([, sealed]) => sealed,
        write: async ([id], sealed) => (written.push(id), table.set(id, sealed)),
      });
    expect(await reseal()).to.deep.equal({ resealed: 2, unreadable: 2 });
    expect(written).to.deep.equal(['a', 'd']);
    const after = createKeyring([NEW]).sealer('codes');
    expect([after.open(['a'], table.get('a') ?? ''), after.open(['d'], table.get('d') ?? '')].map(String)).to.deep.equal(['one', 'four']);
    expect([table.get('b'), table.get('c'), table.get('e')]).to.deep.equal(untouched);
    expect(await reseal()).to.deep.equal({ resealed: 0, unreadable: 2 });
  });
});
