import { type DescMethod } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { BookingService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { problemOf } from './access-policy.ts';

const method = BookingService.method.createBooking;

/** The same method with the bytes of other options; 50101 is the number of `access`. */
const withOptions = (...bytes: number[]): DescMethod => {
  const unknown = bytes.length === 0 ? [] : [{ no: 50101, wireType: 2, data: new Uint8Array([bytes.length, ...bytes]) }];
  return { ...method, proto: { ...method.proto, options: { $typeName: 'google.protobuf.MethodOptions', deprecated: false, idempotencyLevel: 0, uninterpretedOption: [], $unknown: unknown } } };
};

describe('access policy of an RPC', () => {
  it('is fine as the contract has it', () => {
    expect(problemOf(method)).to.equal(undefined);
    expect(problemOf(withOptions(0x08, 1))).to.equal(undefined);
  });

  it('must be there', () => {
    expect(problemOf(withOptions())).to.match(/has no option/);
  });

  it('must name a level, and one that exists', () => {
    expect(problemOf(withOptions(0x12, 0))).to.match(/unspecified/);
    expect(problemOf(withOptions(0x08, 77))).to.match(/unknown access level 77/);
  });
});
