/** Calendars of people and rooms: a claim takes time of several together, of whoever is free, and a move exchanges all that a holder has in one moment. */
import type { Model } from '../model.ts';
import type { Span } from './calendar.ts';

/** Time of one calendar, which of the candidates it may be; half-open. */
export interface Unit extends Span {
  readonly candidates: readonly string[];
}

export type CalendarsInput =
  /** Takes a calendar for each unit, for a holder who has nothing. Without a reply it names one candidate a unit. */
  | { readonly kind: 'claim'; readonly holder: string; readonly units: readonly Unit[] }
  /** Takes other time for what a holder has: its own time is no obstacle, and a refusal leaves it all as it was. */
  | { readonly kind: 'move'; readonly holder: string; readonly units: readonly Unit[] }
  /** Gives back all that a holder has. A hold that may lapse by itself is a release without a reply, called when it is due. */
  | { readonly kind: 'release'; readonly holder: string };

/** For a claim and a move the calendar that each unit got, or `false`: there is no choice that would do. For a release whether there was anything. */
export type CalendarsOutput = boolean | readonly string[];

interface Take extends Span {
  readonly calendar: string;
}

/** What each holder has. */
type Taken = ReadonlyMap<string, readonly Take[]>;

/** Calendars without claims at first. Who is chosen among those who are free is not part of it. */
export const calendars = (): Model<Taken, CalendarsInput, CalendarsOutput> => ({
  name: 'calendars',
  init: new Map(),
  step(state, operation) {
    const { input } = operation;
    const output = operation.status === 'ok' ? operation.output : true;
    if (input.kind === 'release') return release(state, input.holder, output);
    const others = input.kind === 'move' ? without(state, input.holder) : state;
    if (state.has(input.holder) !== (input.kind === 'move')) return { ok: output === false, state };
    if (output === false) return { ok: choose(others, input.units) === undefined, state };
    const chosen = Array.isArray(output) ? output : input.units.map(({ candidates }) => candidates[0] ?? '');
    const takes = takesOf(input.units, chosen);
    const ok = takes !== undefined && areFree(others, takes);
    return { ok, state: ok ? new Map([...others, [input.holder, takes]]) : state };
  },
  key: (state) => [...state].map(([holder, takes]) => `${holder}:${takes.map(showTake).join('+')}`).sort().join(' '),
  hasEffect: (operation) => operation.status === 'info' || operation.output !== false,
  show: (operation) => `${showInput(operation.input)} → ${operation.status === 'ok' ? String(operation.output) : 'no reply'}`,
});

function release(state: Taken, holder: string, output: CalendarsOutput): { readonly ok: boolean; readonly state: Taken } {
  if (!state.has(holder)) return { ok: output === false, state };
  return { ok: output === true, state: output === true ? without(state, holder) : state };
}

const without = (state: Taken, holder: string): Taken => new Map([...state].filter(([name]) => name !== holder));

/** What is taken when each unit gets the calendar that was chosen for it; nothing when that is no candidate, or serves twice at once. */
function takesOf(units: readonly Unit[], chosen: readonly string[]): readonly Take[] | undefined {
  if (chosen.length !== units.length) return undefined;
  const takes = units.map(({ start, end }, index) => ({ calendar: chosen[index] ?? '', start, end }));
  const isRight = takes.every((take, index) => units[index]?.candidates.includes(take.calendar) && takes.slice(0, index).every((other) => !collide(take, other)));
  return isRight ? takes : undefined;
}

/** A free calendar for each unit, by trying them all. */
function choose(state: Taken, units: readonly Unit[], before: readonly Take[] = []): readonly Take[] | undefined {
  const [unit, ...rest] = units;
  if (!unit) return before;
  for (const calendar of unit.candidates) {
    const take = { calendar, start: unit.start, end: unit.end };
    if (!areFree(state, [take]) || before.some((other) => collide(take, other))) continue;
    const found = choose(state, rest, [...before, take]);
    if (found) return found;
  }
  return undefined;
}

const areFree = (state: Taken, takes: readonly Take[]): boolean => [...state.values()].flat().every((other) => takes.every((take) => !collide(take, other)));

const collide = (a: Take, b: Take): boolean => a.calendar === b.calendar && a.start < b.end && b.start < a.end;

const showTake = ({ calendar, start, end }: Take): string => `${calendar}[${start}, ${end})`;

const showInput = (input: CalendarsInput): string =>
  input.kind === 'release' ? `release ${input.holder}` : `${input.kind} ${input.units.map(({ candidates, start, end }) => `${candidates.join('|')}[${start}, ${end})`).join(' + ')} for ${input.holder}`;
