import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { CreateBookingRequestSchema, GetBookingRequestSchema } from '../../gen/berth/booking/v1/booking_service_pb.ts';
import { withRequestId } from './request-id.ts';

describe('withRequestId', () => {
  it('fills an empty request_id on a copy, so that the same object sent again is a new request', () => {
    const message = create(CreateBookingRequestSchema, { note: 'window seat' });
    const first = withRequestId(CreateBookingRequestSchema, message);
    const second = withRequestId(CreateBookingRequestSchema, message);
    expect(first).to.have.property('requestId').that.matches(/^[0-9a-f]{32}$/);
    expect(first).to.have.property('note', 'window seat');
    expect(second).to.have.property('requestId').that.does.not.equal(Reflect.get(first, 'requestId'));
    expect(message.requestId).to.equal('');
  });

  it("keeps the caller's own key", () => {
    const message = create(CreateBookingRequestSchema, { requestId: 'mine' });
    expect(withRequestId(CreateBookingRequestSchema, message)).to.equal(message);
  });

  it('leaves requests without the field alone', () => {
    const message = create(GetBookingRequestSchema, { id: 'bkg_1' });
    expect(withRequestId(GetBookingRequestSchema, message)).to.equal(message);
  });
});
