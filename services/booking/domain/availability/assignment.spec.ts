import { expect } from 'chai';
import fc from 'fast-check';
import { assign, type Unit } from './assignment.ts';

type Who = { readonly id: string };
const who = (...ids: readonly string[]): readonly Who[] => ids.map((id) => ({ id }));
const whole = (...ids: readonly string[]): Unit<Who> => ({ from: 0, to: 60, candidates: who(...ids) });
const ids = (chosen: readonly Who[] | undefined): readonly string[] | undefined => chosen?.map(({ id }) => id);

/** Every choice there is, tried one by one. */
function possible(units: readonly Unit<Who>[], taken: readonly string[] = []): boolean {
  const [unit, ...rest] = units;
  return unit === undefined || unit.candidates.some(({ id }) => !taken.includes(id) && possible(rest, [...taken, id]));
}

describe('who serves what', () => {
  it('is the preferred of each, when nobody clashes', () => {
    expect(ids(assign([whole('ana', 'rui'), whole('room-2', 'room-1')]))).to.deep.equal(['ana', 'room-2']);
  });

  it('moves somebody to another part when only that leaves enough', () => {
    expect(ids(assign([whole('ana', 'rui'), whole('ana')]))).to.deep.equal(['rui', 'ana']);
  });

  it('is nobody twice at once', () => {
    expect(assign([whole('ana'), whole('ana')])).to.equal(undefined);
  });

  it('is the same person again where parts do not overlap', () => {
    const early = { from: 0, to: 30, candidates: who('ana', 'rui') };
    const late = { from: 30, to: 60, candidates: who('rui', 'ana') };
    expect(ids(assign([early, late]))).to.deep.equal(['ana', 'ana']);
  });

  it('is found whenever there is a choice at all', () => {
    const unit = fc.subarray(['a', 'b', 'c', 'd', 'e']).map((candidates) => whole(...candidates));
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 6 }), (units) => {
        const chosen = assign(units);
        expect(chosen !== undefined).to.equal(possible(units));
        if (!chosen) return;
        expect(new Set(ids(chosen)).size).to.equal(units.length);
        for (const [index, { id }] of chosen.entries()) expect(units[index]?.candidates.map((each) => each.id)).to.include(id);
      }),
      { numRuns: 1_000 },
    );
  });
});
