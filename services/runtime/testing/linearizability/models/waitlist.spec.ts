import { expect } from 'chai';
import { checkLinearizable } from '../check.ts';
import type { Operation } from '../history.ts';
import { FOR_THOSE_WHO_WAIT, waitlist, type WaitlistInput, type WaitlistOutput } from './waitlist.ts';

type Row = readonly [called: number, returned: number | undefined, input: WaitlistInput, output?: WaitlistOutput];

const history = (rows: readonly Row[]): readonly Operation<WaitlistInput, WaitlistOutput>[] =>
  rows.map(([called, returned, input, output]) => {
    const asked = { key: 'k', caller: 'c', input, called };
    return returned === undefined || output === undefined ? { ...asked, status: 'info' } : { ...asked, status: 'ok', output, returned };
  });

const verdict = (places: number, rows: readonly Row[]) => checkLinearizable(waitlist(places), history(rows)).verdict;
const good = (places: number, ...rows: readonly Row[]) => expect(verdict(places, rows)).to.equal('linearizable');
const bad = (places: number, ...rows: readonly Row[]) => expect(verdict(places, rows)).to.equal('violation');

const claim = (holder: string, places = 1): WaitlistInput => ({ kind: 'claim', holder, places });
const join = (holder: string, places = 1): WaitlistInput => ({ kind: 'join', holder, places });
const about = (kind: 'release' | 'offer' | 'leave' | 'waits' | 'holds', holder: string): WaitlistInput => ({ kind, holder });

/** X has the only place, then A and B wait for it, in this order. */
const FULL: readonly Row[] = [[1, 2, claim('X'), true], [3, 4, join('A'), 1], [5, 6, join('B'), 2]];
const FREED: readonly Row[] = [...FULL, [7, 8, about('release', 'X'), true]];

describe('known histories of a waitlist', () => {
  it('passes whoever came first being asked first, and the next when that offer has lapsed', () => {
    good(1, ...FREED, [9, 10, about('offer', 'A'), true], [11, undefined, about('release', 'A')], [12, 13, about('offer', 'B'), true]);
  });

  it('refuses an order that was swapped', () => {
    bad(1, ...FREED, [9, 10, about('offer', 'B'), true]);
    bad(1, ...FREED, [9, 10, about('offer', 'B'), true], [11, undefined, about('release', 'B')], [12, 13, about('offer', 'A'), true]);
  });

  it('passes either order of two who came at the same moment, and holds them to the positions they were told', () => {
    const together: readonly Row[] = [[1, 2, claim('X'), true], [3, 9, join('A'), 2], [4, 8, join('B'), 1], [10, 11, about('release', 'X'), true]];
    good(1, ...together, [12, 13, about('offer', 'B'), true]);
    bad(1, ...together, [12, 13, about('offer', 'A'), true]);
    bad(1, [1, 2, claim('X'), true], [3, 9, join('A'), 1], [4, 8, join('B'), 1]);
  });

  it('refuses two offers for one place', () => {
    bad(1, ...FREED, [9, 10, about('offer', 'A'), true], [11, 12, about('offer', 'B'), true]);
    bad(1, ...FREED, [9, 12, about('offer', 'A'), true], [9, 12, about('offer', 'B'), true]);
  });

  it('refuses an offer before anything is free, also of what a lost release may have freed later', () => {
    bad(1, ...FULL, [7, 8, about('offer', 'A'), true], [9, 10, about('release', 'X'), true]);
    bad(1, ...FULL, [7, 8, about('offer', 'A'), true], [9, undefined, about('release', 'X')]);
    good(1, ...FULL, [7, 10, about('offer', 'A'), true], [9, undefined, about('release', 'X')]);
  });

  it('refuses an offer to somebody who has left, and passes the one to the next', () => {
    const left: readonly Row[] = [...FULL, [7, 8, about('leave', 'A'), true], [9, 10, about('release', 'X'), true]];
    bad(1, ...left, [11, 12, about('offer', 'A'), true]);
    good(1, ...left, [11, 12, about('offer', 'B'), true]);
  });

  it('refuses an offer to somebody who never came, and a second one', () => {
    bad(1, ...FREED, [9, 10, about('offer', 'Z'), true]);
    bad(1, ...FREED, [9, 10, about('offer', 'A'), true], [11, 12, about('release', 'A'), true], [13, 14, about('offer', 'A'), true]);
  });

  it('refuses a stranger who gets past the line, and a refusal for a line in which nobody fits', () => {
    bad(1, ...FREED, [9, 10, claim('S'), true]);
    bad(1, ...FREED, [9, 10, claim('S'), false]);
    good(1, ...FREED, [9, 10, claim('S'), FOR_THOSE_WHO_WAIT]);
    bad(1, ...FULL, [7, 8, claim('S'), FOR_THOSE_WHO_WAIT]);
    good(1, ...FULL, [7, 8, claim('S'), false]);
  });

  it('passes over whoever does not fit, who keeps their turn', () => {
    const pair: readonly Row[] = [[1, 2, claim('X'), true], [3, 4, claim('Y'), true], [5, 6, join('A', 2), 1], [7, 8, join('B'), 2], [9, 10, about('release', 'X'), true]];
    good(2, ...pair, [11, 12, about('offer', 'B'), true], [13, 14, about('release', 'B'), true], [15, 16, about('release', 'Y'), true], [17, 18, about('offer', 'A'), true]);
    bad(2, ...pair, [11, 12, about('release', 'Y'), true], [13, 14, about('offer', 'B'), true]);
  });

  it('gives a stranger what is too small for all who wait', () => {
    good(2, [1, 2, claim('X'), true], [3, 4, join('A', 2), 1], [5, 6, claim('S'), true]);
  });

  it('gives a late payment its places again before those who wait, when they are free', () => {
    const late: WaitlistInput = { kind: 'reclaim', holder: 'X again', places: 1 };
    good(1, ...FREED, [9, 10, late, true], [11, 12, about('holds', 'A'), false]);
    bad(1, ...FULL, [9, 10, late, true]);
    bad(1, ...FREED, [9, 10, about('offer', 'A'), true], [11, 12, late, true]);
  });

  it('refuses that somebody was sent away from the line of a full session, and that somebody waits for free places', () => {
    bad(1, [1, 2, claim('X'), true], [3, 4, join('A'), false]);
    bad(1, [1, 2, join('A'), 1]);
    good(1, [1, 2, join('A'), false]);
    good(1, [1, undefined, claim('X')], [3, 4, join('A'), 1]);
  });

  it('offers what a session that grew has more', () => {
    good(1, ...FULL, [7, 8, { kind: 'resize', places: 2 }, true], [9, 10, about('offer', 'A'), true]);
    bad(1, ...FULL, [7, 8, { kind: 'resize', places: 2 }, true], [9, 10, about('offer', 'A'), true], [11, 12, about('offer', 'B'), true]);
  });

  it('knows who waits and who has places', () => {
    good(1, ...FREED, [9, 10, about('waits', 'A'), true], [11, 12, about('offer', 'A'), true], [13, 14, about('waits', 'A'), false], [13, 14, about('holds', 'A'), true]);
    bad(1, ...FREED, [9, 10, about('offer', 'A'), true], [11, 12, about('waits', 'A'), true]);
    bad(1, ...FREED, [9, 10, about('holds', 'A'), true], [11, 12, about('offer', 'A'), true]);
  });

  it('lets who joined without a reply be asked, or never have come', () => {
    const lost: readonly Row[] = [[1, 2, claim('X'), true], [3, undefined, join('A')], [5, 6, join('B'), 1], [7, 8, about('release', 'X'), true]];
    good(1, ...lost, [9, 10, about('offer', 'B'), true]);
    bad(1, ...lost, [9, 10, about('offer', 'A'), true]);
    good(1, ...lost, [9, 10, about('offer', 'B'), true], [11, 12, about('release', 'B'), true], [13, 14, about('offer', 'A'), true]);
  });

  it('is a session like any other while nobody waits: 200 callers at once', () => {
    const claims = (winners: number): Row[] => Array.from({ length: 200 }, (_, index): Row => [index, 1_000 + index, claim(`h${index}`), index % 5 === 0 && index / 5 < winners]);
    for (const [winners, expected] of [[40, 'linearizable'], [39, 'violation']] as const) expect(verdict(40, claims(winners)), `${winners} of 40`).to.equal(expected);
  });

  it('shows who came in which order, and whose offer cannot be placed', () => {
    const [problem] = checkLinearizable(waitlist(1), history([...FREED, [9, 10, about('offer', 'B'), true]])).problems;
    expect(problem?.explanation).to.contain('join 1 for A → 1').and.to.contain('offer B → true');
  });
});
