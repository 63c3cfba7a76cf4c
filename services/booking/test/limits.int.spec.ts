import { expect } from 'chai';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { BookingSeriesService } from '#proto/berth/booking/v1/series_service_pb.ts';
import { LimitPeriod } from '#proto/berth/booking/v1/schedule_pb.ts';
import { OfferingKind } from '#proto/berth/catalog/v1/catalog_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { countersAt } from './claims.ts';
import { reasonOf, startStand, type Stand } from './stand.ts';

const at = (hour: number) => timestampFromDate(new Date(Date.UTC(2027, 2, 8, hour)));
const TWO_A_WEEK = { max: 2, period: LimitPeriod.WEEK };

describe('limits', function () {
  this.timeout(60_000);
  let stand: Stand;

  before(async () => {
    // How slow the machine is with all its other tests is no part of this.
    stand = await startStand({ replicas: 2, overrides: { limits: { connectionTimeoutMillis: 60_000 } } });
  });
  after(() => stand[Symbol.asyncDispose]());

  /** A lesson with so many teachers, from 8 to 20 o'clock. */
  async function lessons(rules: object, people = 5) {
    const caller = stand.admin;
    const offeringId = stand.offer(OfferingKind.APPOINTMENT);
    const weeklyHours = [{ dayOfWeek: 1, start: '08:00', end: '20:00' }];
    for (let index = 0; index < people; index += 1) {
      await stand.schedules.createStaff({ name: `Teacher ${index}`, timeZone: 'Europe/Lisbon', offeringIds: [offeringId], weeklyHours }, { caller });
    }
    await stand.schedules.setBookingRules({ offeringId, rules }, { caller });
    await stand.tell(offeringId);
    return offeringId;
  }

  /** Asks for as many lessons at once, at both services, at all hours. */
  const askAtOnce = (offeringId: string, times: number, customer: (index: number) => Caller): Promise<readonly string[]> => {
    const counters = countersAt(stand.harness);
    return Promise.all(Array.from({ length: times }, (_, index) => {
      const place = { case: 'slot', value: { startTime: at(8 + (index % 12)) } } as const;
      return reasonOf(counters[index % counters.length]?.bookings.createBooking({ offeringId, place }, { caller: customer(index), deadlineMs: 60_000 }) ?? Promise.reject(new TypeError('no counter')));
    }));
  };
  const count = (answers: readonly string[], reason: string): number => answers.filter((answer) => answer === reason).length;

  it('give a customer who asks fifty times at once exactly two', async () => {
    const offeringId = await lessons({ perCustomer: TWO_A_WEEK });
    const customer = stand.customer();
    const answers = await askAtOnce(offeringId, 50, () => customer);
    expect([count(answers, 'none'), count(answers, 'SLOT_NOT_OFFERED')]).to.deep.equal([2, 48]);
    expect(count(await askAtOnce(offeringId, 2, stand.customer), 'none')).to.equal(2);
  });

  it('give all together exactly as many, whoever asks', async () => {
    const offeringId = await lessons({ inTotal: { max: 5, period: LimitPeriod.EVER } });
    const answers = await askAtOnce(offeringId, 50, stand.customer);
    expect([count(answers, 'none'), count(answers, 'SLOT_NOT_OFFERED')]).to.deep.equal([5, 45]);
  });

  it('are no longer reached once a booking is cancelled', async () => {
    const offeringId = await lessons({ perCustomer: { max: 1, period: LimitPeriod.DAY } });
    const caller = stand.customer();
    const book = (hour: number) => stand.bookings.createBooking({ offeringId, place: { case: 'slot', value: { startTime: at(hour) } } }, { caller });
    const { booking } = await book(9);
    expect(await reasonOf(book(10))).to.equal('SLOT_NOT_OFFERED');
    await stand.bookings.cancelBooking({ id: booking?.id ?? '' }, { caller });
    expect(await reasonOf(book(10))).to.equal('none');
  });

  it('hold for places of an event, and within one series', async () => {
    const event = stand.offer(OfferingKind.EVENT);
    await stand.schedules.setBookingRules({ offeringId: event, rules: { perCustomer: TWO_A_WEEK } }, { caller: stand.admin });
    const sessionId = await stand.session(event, 20);
    const caller = stand.customer();
    const answers = await Promise.all(Array.from({ length: 20 }, () => reasonOf(stand.bookings.createBooking({ offeringId: event, place: { case: 'sessionId', value: sessionId } }, { caller }))));
    expect(count(answers, 'none')).to.equal(2);
    const offeringId = await lessons({ perCustomer: { max: 2, period: LimitPeriod.EVER } });
    const series = { offeringId, localStart: '2027-03-08T09:00', recurrence: 'FREQ=WEEKLY;COUNT=2' };
    const makeSeries = () => reasonOf(stand.harness.connect(BookingSeriesService).createBookingSeries(series, { caller }));
    expect(await Promise.all([makeSeries(), makeSeries()])).to.have.members(['none', 'SERIES_CONFLICTS']);
  });
});
