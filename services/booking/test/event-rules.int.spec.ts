import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { LimitPeriod } from '#proto/berth/booking/v1/schedule_pb.ts';
import { OfferingKind, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { Failure } from '../../runtime/errors.ts';
import { wallAt } from '../domain/zone-clock.ts';
import { refusalOf } from './refusals.ts';
import { payFor, startStand, type Stand } from './stand.ts';

const HOUR_MS = 3_600_000;
/** Of the machine, which reads go by. */
const NOW = new Date();
const hoursAhead = (hours: number): Date => new Date(Math.floor(NOW.getTime() / HOUR_MS) * HOUR_MS + hours * HOUR_MS);
/** The one date of each event, a bit less than a hundred hours ahead. */
const START = hoursAhead(100);
/** As a clock in Lisbon shows it. */
const localOf = (instant: Date): string => new Date(wallAt(instant.getTime(), 'Europe/Lisbon')).toISOString().slice(0, 16);

describe('the rules of an event', function () {
  this.timeout(30_000);
  let stand: Stand;

  before(async () => {
    stand = await startStand();
    stand.clock.now = NOW;
  });
  after(() => stand[Symbol.asyncDispose]());

  async function dateOf(offeringId: string, start: Date): Promise<string> {
    const { sessions } = await stand.schedules.createSessions({ sessions: [{ offeringId, localStart: localOf(start), capacity: 5 }] }, { caller: stand.admin });
    return sessions[0]?.id ?? '';
  }

  async function shop(rules: object, paymentMode: PaymentMode = PaymentMode.AT_DESK) {
    const offeringId = stand.offer(OfferingKind.EVENT, { paymentMode });
    const sessionId = await dateOf(offeringId, START);
    await stand.schedules.setBookingRules({ offeringId, rules }, { caller: stand.admin });
    const book = (caller = stand.customer()) => stand.bookings.createBooking({ offeringId, place: { case: 'sessionId', value: sessionId } }, { caller });
    const listed = async (): Promise<boolean> => {
      const span = { fromTime: timestampFromDate(hoursAhead(90)), toTime: timestampFromDate(hoursAhead(110)) };
      return (await stand.availability.listSlots({ offeringId, ...span }, { caller: stand.customer() })).slots.length > 0;
    };
    const explained = async (customerId = ''): Promise<string[]> => {
      const { explanation } = await stand.availability.explainSlot({ offeringId, startTime: timestampFromDate(START), customerId }, { caller: stand.admin });
      return explanation?.reasons.map(({ code }) => code) ?? [];
    };
    return { offeringId, sessionId, book, listed, explained };
  }

  /** The rule that a hold is refused by; `none` when it is not. */
  async function ruleOf(work: Promise<unknown>): Promise<string> {
    try {
      await work;
      return 'none';
    } catch (error) {
      return error instanceof Failure ? error.details.metadata?.rule ?? error.reason : String(error);
    }
  }

  it('keep a date from being booked too late or too early: in the list, the explanation and for holds alike', async () => {
    const cases = [
      [{ leadMinutes: 101 * 60 }, 'LEAD_TIME'], [{ leadMinutes: 98 * 60 }, undefined], [{ windowDays: 4 }, 'BOOKING_WINDOW'], [{ windowDays: 5 }, undefined],
    ] as const;
    for (const [rules, code] of cases) {
      const { book, listed, explained } = await shop(rules);
      expect(await explained()).to.deep.equal(code ? [code] : []);
      expect(await listed()).to.equal(code === undefined);
      expect(await ruleOf(book())).to.equal(code ?? 'none');
    }
  });

  it('let nobody have another time than a date, also when somebody works for it', async () => {
    const { offeringId, book, explained } = await shop({});
    const weeklyHours = [1, 2, 3, 4, 5, 6, 7].map((dayOfWeek) => ({ dayOfWeek, start: '00:00', end: '24:00' }));
    await stand.schedules.createStaff({ name: 'Ana', timeZone: 'UTC', offeringIds: [offeringId], weeklyHours }, { caller: stand.admin });
    const caller = stand.customer();
    const { booking } = await book(caller);
    const place = { case: 'slot', value: { startTime: timestampFromDate(START) } } as const;
    expect(await explained()).to.deep.equal([]);
    expect(await ruleOf(stand.bookings.createBooking({ offeringId, place }, { caller }))).to.equal('NO_SESSION');
    expect(await ruleOf(stand.bookings.rescheduleBooking({ id: booking?.id ?? '', place }, { caller }))).to.equal('NO_SESSION');
  });

  it('limit how often one customer books, and all together', async () => {
    const mine = await shop({ perCustomer: { max: 1, period: LimitPeriod.EVER } });
    const customer = stand.customer();
    await mine.book(customer);
    expect(await ruleOf(mine.book(customer))).to.equal('CUSTOMER_LIMIT');
    expect(await ruleOf(mine.book())).to.equal('none');
    const all = await shop({ inTotal: { max: 1, period: LimitPeriod.DAY } });
    await all.book();
    expect([await all.listed(), await all.explained(), await ruleOf(all.book())]).to.deep.equal([false, ['TOTAL_LIMIT'], 'TOTAL_LIMIT']);
  });

  it('hold for whoever moves to a date, and not for staff', async () => {
    const { offeringId, book } = await shop({ leadMinutes: 48 * 60 });
    const customer = stand.customer();
    const { booking } = await book(customer);
    const move = { id: booking?.id ?? '', place: { case: 'sessionId', value: await dateOf(offeringId, hoursAhead(40)) } } as const;
    expect(await ruleOf(stand.bookings.rescheduleBooking(move, { caller: customer }))).to.equal('LEAD_TIME');
    expect(await ruleOf(stand.bookings.rescheduleBooking(move, { caller: stand.admin }))).to.equal('none');
  });

  it('say what cancelling gives back, as it was when the booking was made', async () => {
    const tiers = [{ hoursBefore: 120, refundPercent: 100 }, { hoursBefore: 24, refundPercent: 50 }];
    const { offeringId, book } = await shop({ cancellationTiers: tiers }, PaymentMode.ONLINE);
    const customer = stand.customer();
    const { booking } = await book(customer);
    if (!booking) throw new Error('nothing was booked');
    await payFor(stand, customer, booking);
    await stand.schedules.setBookingRules({ offeringId, rules: {} }, { caller: stand.admin });
    expect(booking.cancellationPolicy?.tiers.map(({ hoursBefore: hours, refundPercent, untilTime }) => [hours, refundPercent, untilTime && timestampDate(untilTime)])).to.deep.equal([
      [120, 100, hoursAhead(-20)], [24, 50, hoursAhead(76)],
    ]);
    const { refundNow } = await stand.bookings.getBooking({ id: booking.id }, { caller: customer });
    expect(refundNow?.amountMinor).to.equal(2250n);
    const later = await book();
    expect(later.booking?.cancellationPolicy?.tiers.map(({ hoursBefore: hours, refundPercent }) => [hours, refundPercent])).to.deep.equal([[24, 100]]);
  });

  it('are refused with every tier that is wrong', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT);
    const cancellationTiers = [{ hoursBefore: 24, refundPercent: 50 }, { hoursBefore: 48, refundPercent: 40 }];
    expect(await refusalOf(stand.schedules.setBookingRules({ offeringId, rules: { cancellationTiers } }, { caller: stand.admin })))
      .to.equal('INVALID_ARGUMENT INVALID_RULES rules.cancellation_tiers[1].hours_before');
  });
});
