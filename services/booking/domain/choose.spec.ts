import { expect } from 'chai';
import { emptyState, type BookingState } from './booking.ts';
import { choose, type Choosing } from './choose.ts';

const at = (hour: number, minute = 0): Date => new Date(Date.UTC(2027, 2, 8, hour, minute));
const day = { from: at(0), to: at(24) };
const person = (id: string) => ({ id, kind: 'staff', name: id });
const unit = (start: Date, end: Date, ...ids: readonly string[]) => ({ start, end, candidates: ids.map(person) });
const asking = (more: Partial<Choosing>): Choosing => ({ units: [unit(at(10), at(11), 'ana', 'rui', 'eva')], day, staysWith: [], ...more });

/** Calendars with claims of so many minutes; ids grow with when they were made. */
const booked = (claims: readonly { readonly who: string; readonly made: string; readonly start: Date; readonly minutes: number }[]): BookingState => ({
  ...emptyState,
  calendars: new Map([...Map.groupBy(claims, ({ who }) => who)].map(([id, theirs]) => [
    id,
    { id, claims: theirs.map(({ made, start, minutes }) => ({ id: made, bookingId: made, start, end: new Date(start.getTime() + minutes * 60_000) })) },
  ])),
});

const chosen = (state: BookingState, choosing: Choosing): readonly string[] | undefined => choose(state, choosing)?.map(({ id }) => id);

describe('whoever serves when anybody would do', () => {
  it('has the fewest minutes booked that day', () => {
    const state = booked([
      { who: 'ana', made: '1', start: at(8), minutes: 90 },
      { who: 'rui', made: '2', start: at(8), minutes: 30 },
      { who: 'eva', made: '3', start: at(8), minutes: 60 },
    ]);
    expect(chosen(state, asking({}))).to.deep.equal(['rui']);
  });

  it('was booked longest ago among those with the same', () => {
    const state = booked([
      { who: 'ana', made: '3', start: at(8), minutes: 60 },
      { who: 'rui', made: '1', start: at(9), minutes: 60 },
      { who: 'eva', made: '2', start: at(7), minutes: 60 },
    ]);
    expect(chosen(state, asking({}))).to.deep.equal(['rui']);
  });

  it('is counted by what falls into the day alone', () => {
    const state = booked([{ who: 'ana', made: '1', start: at(-48), minutes: 600 }, { who: 'rui', made: '2', start: at(8), minutes: 10 }]);
    expect(chosen(state, asking({ units: [unit(at(10), at(11), 'rui', 'ana')] }))).to.deep.equal(['ana']);
  });

  it('is who serves the booking already, however much they have to do', () => {
    const state = booked([{ who: 'ana', made: '1', start: at(8), minutes: 90 }]);
    expect(chosen(state, asking({ staysWith: ['ana'] }))).to.deep.equal(['ana']);
  });

  it('shares a day out evenly, one booking after the other', () => {
    let state: BookingState = emptyState;
    const turns = [9, 10, 11, 12, 13, 14].map((hour) => {
      const [take] = choose(state, asking({ units: [unit(at(hour), at(hour + 1), 'ana', 'rui', 'eva')] })) ?? [];
      const before = state.calendars.get(take?.id ?? '')?.claims ?? [];
      state = { ...state, calendars: new Map(state.calendars).set(take?.id ?? '', { id: take?.id ?? '', claims: [...before, { id: String(hour), bookingId: '', start: at(hour), end: at(hour + 1) }] }) };
      return take?.id;
    });
    expect(turns.slice(0, 3)).to.have.members(['ana', 'rui', 'eva']);
    expect(turns.slice(3)).to.have.members(['ana', 'rui', 'eva']);
  });

  it('is nobody when somebody has any of the time', () => {
    const state = booked([{ who: 'ana', made: '1', start: at(10, 59), minutes: 5 }]);
    expect(chosen(state, asking({ units: [unit(at(10), at(11), 'ana')] }))).to.equal(undefined);
    expect(chosen(state, asking({ units: [unit(at(10), at(10, 59), 'ana')] }))).to.deep.equal(['ana']);
  });
});
