import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { BookingSchema } from '#proto/berth/booking/v1/booking_pb.ts';
import { BookingLineKind } from '#proto/berth/booking/v1/booking_line_pb.ts';
import { newId, toTypeId } from '../runtime/ids.ts';
import { saleOf } from './mapping.ts';

const euros = (amountMinor: bigint) => ({ amountMinor, currencyCode: 'EUR' });
const at = timestampFromDate(new Date('2026-12-05T19:30:00Z'));
const paid = (lines: readonly { title: string; quantity: number; unitPrice: { amountMinor: bigint; currencyCode: string } }[]) =>
  create(BookingSchema, {
    id: toTypeId('bkg', newId()), customer: { id: toTypeId('usr', newId()), name: 'Zoë' }, partySize: 2,
    offering: { id: toTypeId('off', newId()), title: 'Concert', unitPrice: euros(4_000n) }, time: { startTime: at, timeZone: 'Europe/Lisbon' },
    payment: { id: toTypeId('pay', newId()), amount: euros(9_500n), captureTime: at },
    lines: lines.map((line) => ({ ...line, kind: BookingLineKind.OFFERING })),
  });

describe('the sale in a paid booking', () => {
  it('has the booking’s lines', () => {
    const { items } = saleOf(paid([{ title: 'Concert', quantity: 2, unitPrice: euros(4_000n) }, { title: 'Programme', quantity: 1, unitPrice: euros(1_500n) }]));
    expect(items.map(({ title, quantity, unitPrice }) => [title, quantity, unitPrice.minor])).to.deep.equal([['Concert', 2, 4_000n], ['Programme', 1, 1_500n]]);
  });

  it('is the offering for each place where it was told without lines', () => {
    expect(saleOf(paid([])).items.map(({ title, quantity, unitPrice }) => [title, quantity, unitPrice.minor])).to.deep.equal([['Concert', 2, 4_000n]]);
  });
});
