import { expect } from 'chai';
import { timeAtLocal } from '../local-time.ts';
import { defaultRules, type BookingRules } from '../rules.ts';
import { explain } from './explain.ts';
import { openTimes } from './list.ts';
import type { Question } from './question.ts';
import { whatIf } from './what-if.ts';
import { bookable, plainQuestion } from '../../test/questions.ts';

const at = (local: string): number => timeAtLocal(local, 60, 'Europe/Lisbon')?.start.getTime() ?? Number.NaN;
const MONDAY = '2027-03-08';
const on = (time: string): number => at(`${MONDAY}T${time}`);
const rules = (more: Partial<BookingRules>): BookingRules => ({ ...defaultRules('fitting'), ...more });
const asking = (more: Partial<Question> & { readonly with?: Partial<BookingRules> } = {}): Question => plainQuestion({ ...more, rules: rules(more.with ?? {}) });

const holiday = { id: 'holiday', from: MONDAY, until: MONDAY, reason: 'Holiday' };

/** `CODE rule:id` of everything that speaks against a time, those of people last. */
function against(question: Question, start: number): readonly string[] {
  const { reasons, bookables } = explain(question, start);
  return [...reasons, ...bookables.flatMap((each) => each.reasons)]
    .filter(({ code }) => code !== 'NEED_NOT_MET')
    .map(({ code, setBy }) => `${code} ${setBy.rule}:${setBy.id}`);
}

const starts = (question: Question): readonly string[] =>
  openTimes(question, at(`${MONDAY}T00:00`), at(`${MONDAY}T23:45`)).map(({ start }) => new Date(start).toISOString().slice(11, 16));

describe('the rules of availability', () => {
  it('say nothing against a start of the grid while someone is there', () => {
    expect(explain(asking(), on('10:00')).reasons).to.deep.equal([]);
    expect(starts(asking())).to.deep.equal(['09:00', '10:00', '11:00']);
  });

  it('name what set them', () => {
    const off = bookable('rui', { schedule: { timeZone: 'Europe/Lisbon', weekly: [], overrides: [{ date: MONDAY, hours: [], reason: 'Training' }] } });
    const taken = new Map([['rui', [{ start: on('10:00'), end: on('11:00') }]]]);
    expect(against(asking({ offering: { ...asking().offering, published: false } }), on('10:00'))).to.deep.equal(['OFFERING_NOT_PUBLISHED offering:fitting']);
    expect(against(asking({ durationMinutes: 90 }), on('10:00'))).to.deep.equal(['DURATION_NOT_OFFERED durations:']);
    expect(against(asking({ now: on('10:00') }), on('10:00'))).to.deep.equal(['IN_PAST clock:']);
    expect(against(asking({ now: on('09:01'), with: { leadMinutes: 60 } }), on('10:00'))).to.deep.equal(['LEAD_TIME lead_time:']);
    expect(against(asking({ with: { windowDays: 7 } }), on('10:00'))).to.deep.equal(['BOOKING_WINDOW booking_window:']);
    expect(against(asking({ closures: [holiday] }), on('10:00'))).to.deep.equal(['CLOSED closure:holiday']);
    expect(against(asking({ bookables: [off] }), on('10:00'))).to.deep.equal([`DAY_OFF override:${MONDAY}`]);
    expect(against(asking(), on('14:00'))).to.deep.equal(['NOT_WORKING weekly_rules:']);
    expect(against(asking({ with: { stepMinutes: 30 } }), on('11:30'))).to.deep.equal(['TOO_SHORT weekly_rules:0']);
    expect(against(asking(), on('10:15'))).to.deep.equal(['OFF_STEP step:']);
    expect(against(asking({ busy: taken }), on('10:00'))).to.deep.equal(['TAKEN booking:']);
    expect(against(asking({ busy: taken, with: { bufferAfterMinutes: 10 } }), on('09:00'))).to.deep.equal(['BUFFER_TAKEN buffers:']);
  });

  it('hold to the instant: exactly at the lead time and at the end of the window one can book', () => {
    expect(against(asking({ now: on('09:00'), with: { leadMinutes: 60 } }), on('10:00'))).to.deep.equal([]);
    expect(against(asking({ now: on('10:00') - 7 * 86_400_000, with: { windowDays: 7 } }), on('10:00'))).to.deep.equal([]);
  });

  it('let a booking end when another one begins, and its buffers when the other ends', () => {
    const busy = new Map([['rui', [{ start: on('10:10'), end: on('11:00') }]]]);
    expect(starts(asking({ busy }))).to.deep.equal(['09:00', '11:00']);
    expect(starts(asking({ busy, with: { bufferAfterMinutes: 10 } }))).to.deep.equal(['09:00', '11:00']);
    expect(starts(asking({ busy, with: { bufferAfterMinutes: 11 } }))).to.deep.equal(['11:00']);
    expect(starts(asking({ busy, with: { bufferBeforeMinutes: 1 } }))).to.deep.equal(['09:00']);
  });

  describe('of a class', () => {
    const monday = (booked: number, ids: readonly string[] = ['rui']): Pick<Question, 'busy' | 'classes'> => ({
      busy: new Map(ids.map((id) => [id, [{ start: on('10:00'), end: on('11:00') }]])),
      classes: new Map([[on('10:00'), [{ start: on('10:00'), end: on('11:00'), booked, ids }]]]),
    });
    const places = (question: Question): readonly string[] =>
      openTimes(question, on('00:00'), on('23:45')).map(({ start, by, places: left }) => `${new Date(start).toISOString().slice(11, 16)} ${left} ${by.map(({ id }) => id).join()}`);

    it('leave the places that nobody has, and say that it is sold out when there are none', () => {
      expect(places(asking({ ...monday(2), with: { capacity: 3 } }))).to.deep.equal(['09:00 3 rui', '10:00 1 rui', '11:00 3 rui']);
      expect(places(asking({ ...monday(3), with: { capacity: 3 } }))).to.deep.equal(['09:00 3 rui', '11:00 3 rui']);
      expect(against(asking({ ...monday(3), with: { capacity: 3 } }), on('10:00'))).to.deep.equal(['SOLD_OUT capacity:']);
    });

    it('show the most that one party can have, with everyone who could have it', () => {
      const bookables = [bookable('rui'), bookable('eva')];
      expect(places(asking({ ...monday(2), bookables, with: { capacity: 3 } }))).to.deep.equal(['09:00 3 rui,eva', '10:00 3 rui,eva', '11:00 3 rui,eva']);
      expect(places(asking({ ...monday(2), bookables, askedId: 'rui', with: { capacity: 3 } }))).to.include('10:00 1 rui');
    });

    it('are those of today: smaller than what is booked, without its teacher, or for another length nobody joins it', () => {
      expect(against(asking({ ...monday(2), with: { capacity: 2 } }), on('10:00'))).to.deep.equal(['SOLD_OUT capacity:']);
      expect(against(asking({ ...monday(1), closures: [holiday], with: { capacity: 3 } }), on('10:00'))).to.deep.equal(['CLOSED closure:holiday', 'TAKEN booking:']);
      expect(against(asking({ ...monday(1), durationMinutes: 30, with: { capacity: 3, durations: [30], stepMinutes: 30 } }), on('10:00'))).to.deep.equal(['TAKEN booking:']);
      expect(places(asking({ ...monday(1, ['ana']), bookables: [bookable('ana', { skills: [] })], with: { capacity: 3, needs: [{ kind: 'staff', count: 1, skills: ['yoga'], offsetMinutes: 0, minutes: 0 }] } }))).to.deep.equal([]);
    });
  });

  it('take a room only for the part that needs it', () => {
    const room = bookable('room', { kind: 'room', offeringIds: [], schedule: { timeZone: 'Europe/Lisbon', weekly: [{ day: 1, start: '00:00', end: '24:00' }], overrides: [] } });
    const needs = [{ kind: 'staff', count: 1, skills: [], offsetMinutes: 0, minutes: 0 }, { kind: 'room', count: 1, skills: [], offsetMinutes: 30, minutes: 30 }];
    const busy = new Map([['room', [{ start: on('10:00'), end: on('10:30') }, { start: on('11:30'), end: on('11:45') }]]]);
    const question = asking({ bookables: [bookable('rui'), room], busy, with: { needs } });
    expect(starts(question)).to.deep.equal(['09:00', '10:00']);
    expect(explain(question, on('11:00')).reasons.map(({ code, setBy }) => `${code} ${setBy.rule}:${setBy.id}`)).to.deep.equal(['NEED_NOT_MET need:1']);
  });

  it('count what a customer, and all together, have in the period of the offering’s zone', () => {
    const sunday = at('2027-03-07T23:30');
    const counted = { byCustomer: [sunday], byAll: [sunday] };
    expect(against(asking({ counted, with: { perCustomer: { max: 1, period: 'day' } } }), on('10:00'))).to.deep.equal([]);
    expect(against(asking({ counted, with: { perCustomer: { max: 1, period: 'week' } } }), on('10:00'))).to.deep.equal([]);
    expect(against(asking({ counted, with: { perCustomer: { max: 1, period: 'month' } } }), on('10:00'))).to.deep.equal(['CUSTOMER_LIMIT customer_limit:']);
    expect(against(asking({ counted, with: { inTotal: { max: 1, period: 'ever' } } }), on('10:00'))).to.deep.equal(['TOTAL_LIMIT total_limit:']);
  });

  it('tell before and after when the business asks what if', () => {
    const { before, after } = whatIf(asking({ now: on('09:30'), with: { leadMinutes: 60 } }), on('10:00'), { rules: { leadMinutes: 15 } });
    expect([before.reasons.map(({ code }) => code), after.reasons, after.by.map(({ id }) => id)]).to.deep.equal([['LEAD_TIME'], [], ['rui']]);
  });
});
