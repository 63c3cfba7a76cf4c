import { create, fromBinary } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { CreateSessionsRequestSchema, GetBookingRequestSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { CreateOfferingRequestSchema } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { checkItems } from './items.ts';

const many = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

describe('items of a request', () => {
  it('are counted in all lists together', () => {
    const request = create(CreateSessionsRequestSchema, { sessions: many(60, { offeringId: 'off_1' }) });
    expect(() => checkItems(CreateSessionsRequestSchema, request, 60)).not.to.throw();
    expect(() => checkItems(CreateSessionsRequestSchema, request, 59)).to.throw().with.property('reason', 'TOO_MANY_ITEMS');
  });

  it('are counted in lists of messages within messages', () => {
    const request = create(CreateOfferingRequestSchema, { offering: { variants: many(5, { name: 'x' }), addOns: many(5, { name: 'y' }) } });
    expect(() => checkItems(CreateOfferingRequestSchema, request, 10)).not.to.throw();
    expect(() => checkItems(CreateOfferingRequestSchema, request, 9)).to.throw().with.property('reason', 'TOO_MANY_ITEMS');
  });

  it('are unknown fields, too', () => {
    const request = fromBinary(GetBookingRequestSchema, Buffer.from('f8e10901'.repeat(6), 'hex'));
    expect(() => checkItems(GetBookingRequestSchema, request, 6)).not.to.throw();
    expect(() => checkItems(GetBookingRequestSchema, request, 5)).to.throw().with.property('reason', 'TOO_MANY_ITEMS');
  });

  it('are none in a message without lists', () => {
    expect(() => checkItems(GetBookingRequestSchema, create(GetBookingRequestSchema, { id: 'bkg_1' }), 0)).not.to.throw();
  });
});
