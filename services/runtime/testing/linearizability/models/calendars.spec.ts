import { expect } from 'chai';
import { checkLinearizable } from '../check.ts';
import type { Operation } from '../history.ts';
import { calendars, type CalendarsInput, type CalendarsOutput, type Unit } from './calendars.ts';

type Row = readonly [caller: string, called: number, returned: number | undefined, input: CalendarsInput, output?: CalendarsOutput];

const history = (rows: readonly Row[]): readonly Operation<CalendarsInput, CalendarsOutput>[] =>
  rows.map(([caller, called, returned, input, output]) => {
    const asked = { key: 'k', caller, input, called };
    return returned === undefined || output === undefined ? { ...asked, status: 'info' } : { ...asked, status: 'ok', output, returned };
  });

const verdict = (...rows: readonly Row[]): string => checkLinearizable(calendars(), history(rows)).verdict;
const good = (...rows: readonly Row[]) => expect(verdict(...rows)).to.equal('linearizable');
const bad = (...rows: readonly Row[]) => expect(verdict(...rows)).to.equal('violation');

const unit = (names: string, start: number, end: number): Unit => ({ start, end, candidates: names.split('|') });
const claim = (holder: string, ...units: readonly Unit[]): CalendarsInput => ({ kind: 'claim', holder, units });
const move = (holder: string, ...units: readonly Unit[]): CalendarsInput => ({ kind: 'move', holder, units });
const release = (holder: string): CalendarsInput => ({ kind: 'release', holder });

describe('known histories of people and rooms', () => {
  it('refuses the same room sold twice, also with different people', () => {
    bad(['a', 1, 2, claim('A', unit('ana', 0, 60), unit('room', 0, 60)), ['ana', 'room']], ['b', 3, 4, claim('B', unit('ben', 30, 90), unit('room', 30, 90)), ['ben', 'room']]);
    good(['a', 1, 2, claim('A', unit('ana', 0, 60), unit('room', 0, 60)), ['ana', 'room']], ['b', 3, 4, claim('B', unit('ben', 60, 90), unit('room', 60, 90)), ['ben', 'room']]);
  });

  it('refuses a buffer that somebody else has', () => {
    bad(['a', 1, 2, claim('A', unit('ana', 0, 75)), ['ana']], ['b', 3, 4, claim('B', unit('ana', 60, 120)), ['ana']]);
  });

  it('refuses a refusal while somebody and some room are free, and passes it when one of them is missing', () => {
    const both = [unit('ana|ben', 0, 60), unit('room', 0, 60)];
    bad(['a', 1, 2, claim('A', unit('ana', 0, 60)), ['ana']], ['b', 3, 4, claim('B', ...both), false]);
    good(['a', 1, 2, claim('A', unit('room', 0, 60)), ['room']], ['b', 3, 4, claim('B', ...both), false]);
    good(['a', 1, 5, claim('A', unit('room', 0, 60)), ['room']], ['b', 3, 4, claim('B', ...both), false]);
  });

  it('refuses one person for two parts of a booking at once', () => {
    bad(['a', 1, 2, claim('A', unit('ana|ben', 0, 60), unit('ana|ben', 0, 60)), ['ana', 'ana']]);
    good(['a', 1, 2, claim('A', unit('ana|ben', 0, 60), unit('ana|ben', 60, 90)), ['ana', 'ana']]);
  });

  it('refuses a move that gave its old time back before it had the new one', () => {
    const [had, taken] = [claim('A', unit('ana', 0, 60)), claim('B', unit('ana', 60, 120))];
    const refused: Row = ['a', 5, 10, move('A', unit('ana', 60, 120)), false];
    bad(['a', 1, 2, had, ['ana']], ['b', 3, 4, taken, ['ana']], refused, ['c', 6, 7, claim('C', unit('ana', 0, 60)), ['ana']]);
    good(['a', 1, 2, had, ['ana']], ['b', 3, 4, taken, ['ana']], refused, ['c', 6, 7, claim('C', unit('ana', 0, 60)), false]);
  });

  it('passes a move that overlaps with its own old time, and refuses one that left it behind', () => {
    const moved: readonly Row[] = [['a', 1, 2, claim('A', unit('ana', 0, 60)), ['ana']], ['a', 3, 4, move('A', unit('ana', 30, 90)), ['ana']]];
    good(...moved, ['b', 5, 6, claim('B', unit('ana', 0, 30)), ['ana']]);
    bad(...moved, ['b', 5, 6, claim('B', unit('ana', 0, 30)), false]);
  });

  it('takes an unanswered claim or release for whatever explains the rest', () => {
    good(['a', 1, undefined, claim('A', unit('ana', 0, 60))], ['b', 3, 4, claim('B', unit('ana', 0, 60)), false]);
    good(['a', 1, undefined, claim('A', unit('ana', 0, 60))], ['b', 3, 4, claim('B', unit('ana', 0, 60)), ['ana']]);
    good(['a', 1, 2, claim('A', unit('ana', 0, 60)), ['ana']], ['a', 3, undefined, release('A')], ['b', 4, 5, claim('B', unit('ana', 0, 60)), ['ana']]);
    bad(['a', 1, 2, claim('A', unit('ana', 0, 60)), ['ana']], ['a', 6, undefined, release('A')], ['b', 4, 5, claim('B', unit('ana', 0, 60)), ['ana']]);
  });
});
