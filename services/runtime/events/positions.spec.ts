/** What an event is to its key, and when the table has to be asked. */
import { expect } from 'chai';
import type { Query } from '../db/query.ts';
import { createPositions, type Position, type Positions, type PositionTable } from './positions.ts';
import type { Envelope } from './types.ts';

const query: Query = { run: () => Promise.reject(new Error('statements are made by the table')) };

const at = (version: number, key = 'k'): Envelope => ({
  id: `${key}${version}`, type: 'a.b', source: 's', tenantId: 't', key, keyVersion: BigInt(version), time: new Date(0), actor: 'a', traceparent: '',
});

describe('positions of a consumer', () => {
  let stored: Position[];
  let looks: number;
  let positions: Positions;

  beforeEach(() => {
    stored = [];
    looks = 0;
    const table: PositionTable = {
      async find() {
        looks += 1;
        return stored;
      },
      advance: async () => undefined,
    };
    positions = createPositions(table, query, 'c');
  });

  it('tell what is next, early, applied, and passed over before', async () => {
    expect(await positions.standing(at(1))).to.deep.equal({ kind: 'next' });
    expect(await positions.standing(at(2))).to.deep.equal({ kind: 'early', known: false, version: 0n });
    stored = [{ tenantId: 't', key: 'k', version: 5n, missing: [[2n, 4n]] }];
    const kinds = await Promise.all([1, 2, 3, 4, 5, 6, 7].map(async (version) => (await positions.standing(at(version))).kind));
    expect(kinds).to.deep.equal(['applied', 'late', 'late', 'applied', 'applied', 'next', 'early']);
  });

  it('need no look at the table for what follows the last step, and one for anything else', async () => {
    await positions.advance(at(4));
    expect(await positions.standing(at(5))).to.deep.equal({ kind: 'next' });
    expect(looks).to.equal(0);
    stored = [{ tenantId: 't', key: 'k', version: 9n, missing: [] }];
    expect((await positions.standing(at(4))).kind).to.equal('applied');
    expect((await positions.standing(at(10))).kind).to.equal('next');
    expect((await positions.standing(at(5, 'other'))).kind).to.equal('early');
    expect(looks).to.equal(3);
  });

  it('know of a step that a dead letter took', async () => {
    await positions.advance(at(4));
    positions.advanced(at(5));
    stored = [{ tenantId: 't', key: 'k', version: 5n, missing: [] }];
    expect((await positions.standing(at(5))).kind).to.equal('applied');
    expect((await positions.standing(at(6))).kind).to.equal('next');
    expect(looks).to.equal(1);
  });
});
