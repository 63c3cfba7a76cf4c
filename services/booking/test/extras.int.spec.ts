import { timestampDate, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { BookingLineKind } from '#proto/berth/booking/v1/booking_line_pb.ts';
import type { Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import { OfferingKind, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { fromTypeId, newId, toTypeId } from '../../runtime/ids.ts';
import { refusalOf } from './refusals.ts';
import { reasonOf, startStand, untilRow, type Stand } from './stand.ts';

const at = (time: string) => timestampFromDate(new Date(`2027-03-08T${time}:00Z`));
const DAY = { fromTime: at('00:00'), toTime: timestampFromDate(new Date('2027-03-09T00:00:00Z')) };
const euros = (amountMinor: bigint) => ({ amountMinor, currencyCode: 'EUR' });
const [WASH, LAMP, TANDEM] = [toTypeId('add', newId()), toTypeId('add', newId()), toTypeId('var', newId())];
const EXTRAS = {
  addOns: [{ id: WASH, name: 'Wash', price: euros(1500n), extraMinutes: 30 }, { id: LAMP, name: 'Lamp', price: euros(2200n) }],
  variants: [{ id: TANDEM, name: 'Tandem', price: euros(9000n) }],
};

describe('add-ons and variants', function () {
  this.timeout(30_000);
  let stand: Stand;

  before(async () => {
    stand = await startStand();
  });
  after(() => stand[Symbol.asyncDispose]());

  /** An hour of somebody who works from nine to noon on that day, at 45 euros. */
  async function shop(paymentMode: PaymentMode = PaymentMode.ONLINE) {
    const offeringId = stand.offer(OfferingKind.SERVICE, { ...EXTRAS, paymentMode });
    await stand.schedules.createStaff(
      { name: 'Ana', timeZone: 'Europe/Lisbon', offeringIds: [offeringId], weeklyHours: [{ dayOfWeek: 1, start: '09:00', end: '12:00' }] }, { caller: stand.admin });
    await stand.schedules.setBookingRules({ offeringId, rules: { stepMinutes: 30 } }, { caller: stand.admin });
    const customer = stand.customer();
    const book = (time: string, more: object = {}) =>
      stand.bookings.createBooking({ offeringId, place: { case: 'slot', value: { startTime: at(time) } }, ...more }, { caller: customer });
    const times = async (addOns: readonly object[] = []) => {
      const { slots } = await stand.availability.listSlots({ offeringId, ...DAY, addOns: [...addOns] }, { caller: customer });
      return slots.map(({ time }) => (time?.startTime ? timestampDate(time.startTime).toISOString().slice(11, 16) : ''));
    };
    const explain = async (time: string, addOns: readonly object[]) => {
      const { explanation } = await stand.availability.explainSlot({ offeringId, startTime: at(time), addOns: [...addOns] }, { caller: stand.admin });
      return explanation?.bookable;
    };
    return { offeringId, customer, book, times, explain };
  }

  const linesIn = (booking: Booking | undefined) => booking?.lines.map(({ title, quantity, amount }) => `${quantity} ${title} ${amount?.amountMinor}`);

  it('lengthen and raise the price of a booking, which keeps each as it was offered', async () => {
    const { book, customer } = await shop();
    const { booking } = await book('09:00', { addOns: [{ addOnId: WASH }, { addOnId: LAMP, quantity: 2 }], variantId: TANDEM, expectedTotal: euros(14_900n) });
    expect(booking).to.have.nested.property('time.localEnd', '2027-03-08T10:30');
    const again = await stand.bookings.getBooking({ id: booking?.id ?? '' }, { caller: customer });
    for (const each of [booking, again.booking]) {
      expect(linesIn(each)).to.deep.equal(['1 Reef dive (Tandem) 9000', '1 Wash 1500', '2 Lamp 4400']);
      expect(each?.total?.amountMinor).to.equal(14_900n);
      expect(each?.offering?.unitPrice?.amountMinor).to.equal(9000n);
    }
    expect(again.booking?.lines.map(({ kind, id }) => [kind, id])).to.deep.equal([
      [BookingLineKind.VARIANT, TANDEM], [BookingLineKind.ADD_ON, WASH], [BookingLineKind.ADD_ON, LAMP],
    ]);
  });

  it('need a longer gap: in the list, in the explanation and for the hold alike', async () => {
    const { book, times, explain } = await shop();
    await book('10:30');
    const wash = [{ addOnId: WASH }];
    expect(await times()).to.deep.equal(['09:00', '09:30']);
    expect(await times(wash)).to.deep.equal(['09:00']);
    expect([await explain('09:00', wash), await explain('09:30', wash)]).to.deep.equal([true, false]);
    expect(await reasonOf(book('09:30', { addOns: wash }))).to.equal('SLOT_TAKEN');
    expect(await reasonOf(book('09:00', { addOns: wash }))).to.equal('none');
  });

  it('are refused by field when the offering has no such thing, and when the price is another one', async () => {
    const { book, times } = await shop();
    const strange = toTypeId('add', newId());
    expect(await refusalOf(book('09:00', { addOns: [{ addOnId: WASH }, { addOnId: strange }] }))).to.equal('INVALID_ARGUMENT INVALID_FIELD add_ons[1].add_on_id');
    expect(await refusalOf(book('09:00', { variantId: toTypeId('var', newId()) }))).to.equal('INVALID_ARGUMENT INVALID_FIELD variant_id');
    expect(await refusalOf(book('09:00', { addOns: [{ addOnId: WASH }, { addOnId: WASH }] }))).to.equal('INVALID_ARGUMENT INVALID_FIELD add_ons[1].add_on_id');
    expect(await refusalOf(times([{ addOnId: strange }]))).to.equal('INVALID_ARGUMENT INVALID_FIELD add_ons[0].add_on_id');
    expect(await reasonOf(book('09:00', { addOns: [{ addOnId: WASH }], expectedTotal: euros(4500n) }))).to.equal('PRICE_CHANGED');
  });

  it('stay with a booking that is moved', async () => {
    const { book, customer } = await shop(PaymentMode.AT_DESK);
    const { booking } = await book('09:00', { addOns: [{ addOnId: WASH }] });
    const moved = await stand.bookings.rescheduleBooking({ id: booking?.id ?? '', place: { case: 'slot', value: { startTime: at('10:30') } } }, { caller: customer });
    expect(moved.booking).to.have.nested.property('time.localEnd', '2027-03-08T12:00');
    expect(linesIn(moved.booking)).to.deep.equal(['1 Reef dive 4500', '1 Wash 1500']);
    expect(await reasonOf(stand.bookings.rescheduleBooking({ id: booking?.id ?? '', place: { case: 'slot', value: { startTime: at('11:00') } } }, { caller: customer }))).to.equal('SLOT_NOT_OFFERED');
  });

  it('never lengthen the date of an event, which has them for its price', async () => {
    const offeringId = stand.offer(OfferingKind.EVENT, EXTRAS);
    const sessionId = await stand.session(offeringId, 5);
    const { booking } = await stand.bookings.createBooking(
      { offeringId, place: { case: 'sessionId', value: sessionId }, partySize: 2, addOns: [{ addOnId: WASH, quantity: 2 }] }, { caller: stand.customer() });
    expect(booking).to.have.nested.property('time.localEnd', '2027-03-10T20:30');
    expect(booking?.total?.amountMinor).to.equal(2n * 4500n + 2n * 1500n);
  });

  it('are known from the catalogue’s news as well as from the catalogue itself', async () => {
    const { offeringId, book } = await shop();
    await stand.tell(offeringId);
    expect(linesIn((await book('09:00', { addOns: [{ addOnId: WASH, quantity: 2 }] })).booking)).to.deep.equal(['1 Reef dive 4500', '2 Wash 3000']);
  });

  it('are asked for where the copy is older than they are', async () => {
    const { offeringId, book } = await shop();
    await stand.tell(offeringId);
    await untilRow(stand.harness.files, 'update offering set variants = null, add_ons = null where id = $1 returning id', [fromTypeId('off', offeringId, 'id')]);
    expect(linesIn((await book('09:00', { addOns: [{ addOnId: WASH }] })).booking)).to.deep.equal(['1 Reef dive 4500', '1 Wash 1500']);
  });
});
