import { expect } from 'chai';
import { checkLinearizable } from '../check.ts';
import type { Operation } from '../history.ts';
import { classes, type ClassesInput } from './classes.ts';

type Row = readonly [called: number, returned: number | undefined, input: ClassesInput, output?: boolean];

const verdict = (places: number, rows: readonly Row[]) =>
  checkLinearizable(classes(places), rows.map(([called, returned, input, output]): Operation<ClassesInput, boolean> => {
    const asked = { key: 'k', caller: 'c', input, called };
    return returned === undefined || output === undefined ? { ...asked, status: 'info' } : { ...asked, status: 'ok', output, returned };
  })).verdict;
const good = (places: number, ...rows: readonly Row[]) => expect(verdict(places, rows)).to.equal('linearizable');
const bad = (places: number, ...rows: readonly Row[]) => expect(verdict(places, rows)).to.equal('violation');

const at = (holder: string, start: number, end: number, places = 1): ClassesInput => ({ kind: 'claim', holder, start, end, places });
const move = (holder: string, start: number, end: number, places = 1): ClassesInput => ({ kind: 'move', holder, start, end, places });
const release = (holder: string): ClassesInput => ({ kind: 'release', holder });

describe('known histories of classes', () => {
  it('passes guests who share a time, and refuses one more than there are places', () => {
    const full: readonly Row[] = [[1, 2, at('A', 9, 10), true], [3, 4, at('B', 9, 10), true]];
    good(2, ...full, [5, 6, at('C', 9, 10), false]);
    bad(2, ...full, [5, 6, at('C', 9, 10), true]);
    bad(2, [1, 9, at('A', 9, 10, 2), true], [1, 9, at('B', 9, 10), true]);
  });

  it('refuses a refusal while there is a place', () => {
    bad(2, [1, 2, at('A', 9, 10), true], [3, 4, at('B', 9, 10), false]);
    good(2, [1, 2, at('A', 9, 10), true], [3, 4, at('B', 9, 10, 2), false]);
  });

  it('refuses another time that overlaps, be it only longer', () => {
    bad(3, [1, 2, at('A', 9, 10), true], [3, 4, at('B', 9, 11), true]);
    bad(3, [1, 2, at('A', 9, 11), true], [3, 4, at('B', 10, 12), true]);
    good(3, [1, 2, at('A', 9, 10), true], [3, 4, at('B', 10, 11), true]);
  });

  it('refuses that a class ends with the first guest who leaves, and that it outlasts the last', () => {
    const shared: readonly Row[] = [[1, 2, at('A', 9, 11), true], [3, 4, at('B', 9, 11), true], [5, 6, release('A'), true]];
    bad(2, ...shared, [7, 8, at('C', 10, 12), true]);
    good(2, ...shared, [7, 8, release('B'), true], [9, 10, at('C', 10, 12), true]);
    bad(2, ...shared, [7, 8, release('B'), true], [9, 10, at('C', 10, 12), false]);
  });

  it('passes a guest who moves, whose own class is no obstacle when they are alone in it', () => {
    good(2, [1, 2, at('A', 9, 11), true], [3, 4, move('A', 10, 12), true], [5, 6, at('B', 9, 10), true]);
    bad(2, [1, 2, at('A', 9, 11), true], [3, 4, at('B', 9, 11), true], [5, 6, move('A', 10, 12), true]);
    bad(2, [1, 2, at('A', 9, 10), true], [3, 4, move('A', 12, 13), false]);
    bad(1, [1, 2, at('A', 9, 10), true], [3, 4, move('A', 12, 13), true], [5, 6, at('B', 9, 10), false]);
  });

  it('takes a repeat for the same claim, and lets what nobody was told of happen or not', () => {
    good(1, [1, undefined, at('A', 9, 10)], [3, 4, at('A', 9, 10), true], [5, 6, at('B', 9, 10), false]);
    good(1, [1, undefined, at('A', 9, 10)], [3, 4, at('B', 9, 10), true]);
  });
});
