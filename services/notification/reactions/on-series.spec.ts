import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { BookingSchema } from '#proto/berth/booking/v1/booking_pb.ts';
import { newId, toTypeId } from '../../runtime/ids.ts';
import type { Envelope } from '../../runtime/events/types.ts';
import { mailingOf } from './on-series.ts';

const booking = create(BookingSchema, { id: toTypeId('bkg', newId()), seriesId: toTypeId('srs', newId()) });
/** Nothing is mailed yet. */
const read = { run: () => Promise.resolve([]) };
const envelope = (trace: string): Envelope => ({
  id: newId(), source: 'booking', type: 'booking.cancelled', tenantId: newId(), key: newId(), keyVersion: 1n, time: new Date(), actor: 'service:test', traceparent: `00-${trace}-${'1'.repeat(16)}-01`,
});

describe('which mail tells of a booking of a series', () => {
  it('is that of everything with the same trace', async () => {
    const [one, other] = [await mailingOf(booking, 'booking_cancelled', 'own', envelope('a'.repeat(32)), read), await mailingOf(booking, 'booking_cancelled', 'own', envelope('b'.repeat(32)), read)];
    expect([one.ofSeries, other.ofSeries]).to.deep.equal([true, true]);
    expect(one.id).not.to.equal(other.id);
  });

  it('is its own when there is no trace: two that have none have nothing in common', async () => {
    expect(await mailingOf(booking, 'booking_cancelled', 'own', envelope('0'.repeat(32)), read)).to.deep.equal({ id: 'own', ofSeries: false });
  });
});
