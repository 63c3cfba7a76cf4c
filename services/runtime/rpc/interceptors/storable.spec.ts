import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { TraceSpanSchema } from '#proto/berth/admin/v1/admin_pb.ts';
import { CreateBookingRequestSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { CreateOfferingRequestSchema } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { unstorable } from './storable.ts';

const NUL = 'a\0b';

describe('unstorable', () => {
  it('names every text with a NUL, however deep', () => {
    const offering = { title: NUL, tags: ['fine', NUL], variants: [{ name: 'S' }, { name: NUL }], price: { currencyCode: NUL } };
    const found = unstorable(CreateOfferingRequestSchema, create(CreateOfferingRequestSchema, { offering }));
    expect(found.map(({ field }) => field)).to.have.members(['offering.title', 'offering.tags[1]', 'offering.variants[1].name', 'offering.price.currency_code']);
  });

  it('looks into maps and oneofs', () => {
    const span = unstorable(TraceSpanSchema, create(TraceSpanSchema, { attributes: { fine: NUL } }));
    expect(span.map(({ field }) => field)).to.deep.equal(['attributes["fine"]']);
    const booking = create(CreateBookingRequestSchema, { place: { case: 'sessionId', value: NUL } });
    expect(unstorable(CreateBookingRequestSchema, booking).map(({ field }) => field)).to.deep.equal(['session_id']);
  });

  const at = (seconds: bigint, nanos = 0) =>
    unstorable(CreateBookingRequestSchema, create(CreateBookingRequestSchema, { place: { case: 'slot', value: { startTime: { seconds, nanos } } } }));

  it('names instants that no calendar has', () => {
    for (const found of [at(2n ** 62n), at(-(2n ** 62n)), at(253_402_300_800n), at(0n, -1), at(0n, 1_000_000_000)]) {
      expect(found.map(({ field }) => field)).to.deep.equal(['slot.start_time']);
    }
  });

  it('lets every other text and instant pass', () => {
    expect([...at(0n), ...at(-62_135_596_800n), ...at(253_402_300_799n, 999_999_999)]).to.deep.equal([]);
    const note = '\u0001\t\n\u202e🤿 e\u0301 \uffff ﷽';
    expect(unstorable(CreateBookingRequestSchema, create(CreateBookingRequestSchema, { note }))).to.deep.equal([]);
  });
});
