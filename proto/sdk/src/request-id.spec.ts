import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { CreateBookingRequestSchema, GetBookingRequestSchema } from '../../gen/berth/booking/v1/booking_service_pb.ts';
import { withRequestId } from './request-id.ts';

describe('withRequestId', () => {
  it('fills an empty request_id on a copy, so that the same object sent again is a new request', () => {
    const message = create(CreateBookingRequestSchema, { note: 'window seat' });
    expect(withRequestId(CreateBookingRequestSchema, message, 'first')).to.include({ requestId: 'first', note: 'window seat' });
    expect(withRequestId(CreateBookingRequestSchema, message, 'second')).to.include({ requestId: 'second' });
    expect(message.requestId).to.equal('');
  });

  it("keeps the caller's own key", () => {
    const message = create(CreateBookingRequestSchema, { requestId: 'mine' });
    expect(withRequestId(CreateBookingRequestSchema, message, 'other')).to.equal(message);
  });

  it('leaves requests without the field alone', () => {
    const message = create(GetBookingRequestSchema, { id: 'bkg_1' });
    expect(withRequestId(GetBookingRequestSchema, message, 'other')).to.equal(message);
  });
});
