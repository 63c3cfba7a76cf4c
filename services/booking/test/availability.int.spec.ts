import { expect } from 'chai';
import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { LimitPeriod } from '#proto/berth/booking/v1/schedule_pb.ts';
import { OfferingKind } from '#proto/berth/catalog/v1/catalog_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { refusalOf } from './refusals.ts';
import { reasonOf, startStand, type Stand } from './stand.ts';

const ZONE = 'Europe/Lisbon';
const MONDAY = [{ dayOfWeek: 1, start: '09:00', end: '13:00' }];
const at = (time: string) => timestampFromDate(new Date(`2027-03-08T${time}:00Z`));
const DAY = { fromTime: at('00:00'), toTime: timestampFromDate(new Date('2027-03-09T00:00:00Z')) };

describe('availability of staff and resources together', function () {
  this.timeout(30_000);
  let stand: Stand;
  let caller: Caller;

  before(async () => {
    stand = await startStand();
    caller = stand.admin;
  });
  after(() => stand[Symbol.asyncDispose]());

  /** An offering with so many members of staff, and needs of a kind of rooms that is its own. */
  async function shop(people: readonly string[], rooms: readonly string[], rules: object = {}) {
    const offeringId = stand.offer(OfferingKind.APPOINTMENT);
    const kind = `room-${offeringId.slice(-20)}`.toLowerCase();
    const staff = new Map<string, string>();
    for (const name of people) {
      const { staff: hired } = await stand.schedules.createStaff({ name, timeZone: ZONE, offeringIds: [offeringId], weeklyHours: MONDAY }, { caller });
      staff.set(name, hired?.id ?? '');
    }
    for (const name of rooms) await stand.schedules.createResource({ resource: { kind, name, timeZone: ZONE, weeklyHours: MONDAY } }, { caller });
    const needs = rooms.length === 0 ? [] : [{ kind: 'staff', count: 1 }, { kind, count: 1 }];
    await stand.schedules.setBookingRules({ offeringId, rules: { needs, ...rules } }, { caller });
    const book = (time: string, more: object = {}, customer = stand.customer()) =>
      stand.bookings.createBooking({ offeringId, place: { case: 'slot', value: { startTime: at(time), ...more } } }, { caller: customer });
    const times = async (more: object = {}) => {
      const { slots } = await stand.availability.listSlots({ offeringId, ...DAY, ...more }, { caller: stand.customer() });
      return slots.map(({ time }) => (time?.startTime ? timestampDate(time.startTime).toISOString().slice(11, 16) : ''));
    };
    const explain = (time: string, more: object = {}) => stand.availability.explainSlot({ offeringId, startTime: at(time), ...more }, { caller });
    return { offeringId, staff, book, times, explain };
  }

  it('ends with the last room, though there are staff left, and a cancellation gives back both', async () => {
    const { book, times } = await shop(['Ana', 'Rui'], ['Blue']);
    const customer = stand.customer();
    const { booking } = await book('09:00', {}, customer);
    expect(booking?.resources.map(({ name }) => name)).to.deep.equal(['Blue']);
    expect(await times()).to.deep.equal(['10:00', '11:00', '12:00']);
    expect(await reasonOf(book('09:00'))).to.equal('SLOT_TAKEN');
    await stand.bookings.cancelBooking({ id: booking?.id ?? '' }, { caller: customer });
    expect(await times()).to.deep.equal(['09:00', '10:00', '11:00', '12:00']);
  });

  it('is given to as many as there are rooms and staff together, whoever asks at once', async () => {
    const { book } = await shop(['Ana', 'Rui', 'Eva'], ['Blue', 'Red']);
    const answers = await Promise.all(Array.from({ length: 12 }, () => reasonOf(book('10:00'))));
    expect(answers.filter((reason) => reason === 'none')).to.have.length(2);
    expect(answers.filter((reason) => reason === 'SLOT_TAKEN')).to.have.length(10);
  });

  it('keeps the buffers free, before and after, in lists and for holds', async () => {
    const { book, times } = await shop(['Ana'], [], { bufferBeforeMinutes: 10, bufferAfterMinutes: 20, stepMinutes: 15 });
    await book('10:00');
    // Until 11:20 for the one after, with ten minutes of its own; the one before has to be over by 9:30.
    expect(await times()).to.deep.equal(['11:30', '11:45', '12:00']);
    expect(await reasonOf(book('11:15'))).to.equal('SLOT_TAKEN');
    expect(await reasonOf(book('11:30'))).to.equal('none');
  });

  it('knows at once of whoever else serves, and when they are booked', async () => {
    const { offeringId, book, times } = await shop(['Ana'], []);
    await book('10:00');
    expect(await times()).to.deep.equal(['09:00', '11:00', '12:00']);
    await stand.schedules.createStaff({ name: 'Rui', timeZone: ZONE, offeringIds: [offeringId], weeklyHours: MONDAY }, { caller });
    await book('10:00');
    expect(await times()).to.deep.equal(['09:00', '11:00', '12:00']);
    expect(await times()).to.deep.equal(['09:00', '11:00', '12:00']);
  });

  it('shares bookings out among staff, unless one is asked for', async () => {
    const { book, staff } = await shop(['Ana', 'Rui'], []);
    const first = (await book('09:00')).booking?.staffName;
    expect((await book('10:00')).booking?.staffName).not.to.equal(first);
    expect((await book('11:00', { staffId: staff.get('Ana') })).booking?.staffName).to.equal('Ana');
    expect((await book('12:00')).booking?.staffName).to.equal('Rui');
  });

  it('offers other durations only where they are set, for as long as they are', async () => {
    const { book, times } = await shop(['Ana'], [], { durations: [120] });
    expect(await times({ durationMinutes: 120 })).to.deep.equal(['09:00', '10:00', '11:00']);
    const { booking } = await book('09:00', { durationMinutes: 120 });
    expect(booking?.time?.localEnd).to.equal('2027-03-08T11:00');
    expect(await times()).to.deep.equal(['11:00', '12:00']);
    expect(await times({ durationMinutes: 45 })).to.deep.equal([]);
    expect(await refusalOf(book('11:00', { durationMinutes: 45 }))).to.equal('FAILED_PRECONDITION SLOT_NOT_OFFERED');
  });

  it('limits how often one customer books, not how often others do', async () => {
    const { book } = await shop(['Ana'], [], { perCustomer: { max: 1, period: LimitPeriod.DAY } });
    const customer = stand.customer();
    await book('09:00', {}, customer);
    expect(await reasonOf(book('10:00', {}, customer))).to.equal('SLOT_NOT_OFFERED');
    expect(await reasonOf(book('10:00'))).to.equal('none');
  });

  it('is explained with who or what is in the way, and what would be without', async () => {
    const { book, explain, offeringId } = await shop(['Ana', 'Rui'], ['Blue'], { leadMinutes: 60 });
    await book('09:00');
    const { explanation } = await explain('09:00');
    expect(explanation?.bookable).to.equal(false);
    expect(explanation?.reasons.map(({ code, ruleId }) => `${code} ${ruleId}`)).to.deep.equal(['NEED_NOT_MET 1']);
    expect(explanation?.bookables.map(({ name, reasons }) => [name, ...reasons.map(({ code }) => code)])).to.have.deep.members([['Ana', 'TAKEN'], ['Rui'], ['Blue', 'TAKEN']]);
    expect((await explain('10:00')).explanation?.bookable).to.equal(true);
    const { closure } = await stand.schedules.createClosure({ fromDate: '2027-03-08', untilDate: '2027-03-08', reason: 'Storm' }, { caller });
    const closed = await explain('10:00', { suppose: { withoutClosureIds: [closure?.id ?? ''] } });
    expect(closed.explanation?.bookables[0]?.reasons.map(({ code, ruleId, message }) => [code, ruleId, message])).to.deep.equal([['CLOSED', closure?.id, 'Closed on 2027-03-08: Storm.']]);
    expect(closed.supposed?.bookable).to.equal(true);
    await stand.schedules.deleteClosure({ id: closure?.id ?? '' }, { caller });
    const boats = { rules: { needs: [{ kind: 'boat', count: 1 }] } };
    expect(await refusalOf(stand.availability.explainSlot({ offeringId, startTime: at('10:00'), suppose: boats }, { caller }))).to.equal('INVALID_ARGUMENT INVALID_FIELD suppose.rules.needs');
  });

  it('has an answer for the first and the last time of all', async () => {
    const { offeringId, explain } = await shop(['Ana'], [], { perCustomer: { max: 1, period: LimitPeriod.EVER }, inTotal: { max: 9, period: LimitPeriod.MONTH }, bufferBeforeMinutes: 60 });
    for (const [time, why, refusal] of [['0001-01-01T00:00:00Z', 'IN_PAST', 'SLOT_IN_PAST'], ['9999-12-31T23:59:59Z', 'NEED_NOT_MET', 'SLOT_NOT_OFFERED']] as const) {
      const startTime = timestampFromDate(new Date(time));
      expect((await explain('09:00', { startTime })).explanation?.reasons[0]?.code).to.equal(why);
      const book = stand.bookings.createBooking({ offeringId, place: { case: 'slot', value: { startTime } } }, { caller: stand.customer() });
      expect(await refusalOf(book)).to.equal(`FAILED_PRECONDITION ${refusal}`);
      const early = timestampFromDate(new Date(new Date(time).getTime() - 1));
      expect((await stand.availability.listSlots({ offeringId, fromTime: time.startsWith('0') ? startTime : early, toTime: time.startsWith('0') ? timestampFromDate(new Date('0001-01-02T00:00:00Z')) : startTime }, { caller })).slots).to.deep.equal([]);
    }
  });

  it('explains dates of events too', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT);
    const sessionId = await stand.session(offeringId, 1);
    const explain = async (time: string) => (await stand.availability.explainSlot({ offeringId, startTime: timestampFromDate(new Date(time)) }, { caller })).explanation?.reasons.map(({ code, ruleId }) => [code, ruleId]);
    expect(await explain('2027-03-10T19:30:00Z')).to.deep.equal([]);
    expect(await explain('2027-03-10T20:30:00Z')).to.deep.equal([['NO_SESSION', '']]);
    await stand.bookings.createBooking({ offeringId, place: { case: 'sessionId', value: sessionId } }, { caller: stand.customer() });
    expect(await explain('2027-03-10T19:30:00Z')).to.deep.equal([['SOLD_OUT', sessionId]]);
  });

  it('is the same in the list and in explanations, over a whole day with bookings', async () => {
    const { book, times, explain } = await shop(['Ana', 'Rui'], ['Blue'], { stepMinutes: 20, bufferAfterMinutes: 10 });
    await book('09:20');
    await book('12:00');
    const listed = new Set(await times());
    for (let minute = 8 * 60; minute < 14 * 60; minute += 10) {
      const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
      expect((await explain(time)).explanation?.bookable, time).to.equal(listed.has(time));
    }
    expect(listed.size).to.be.above(0);
  });
});
