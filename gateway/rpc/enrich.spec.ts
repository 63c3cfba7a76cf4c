import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { SignInRequestSchema } from '#proto/berth/user/v1/user_service_pb.ts';
import { enrich } from './enrich.ts';

const facts = { idempotencyKey: undefined, userAgent: 'Firefox', clientAddress: '198.51.100.7' };

describe('where a request about an account comes from', () => {
  it('is what the edge saw, whatever the client says', () => {
    for (const origin of [undefined, { ipAddress: '6.6.6.6', userAgent: 'claimed' }]) {
      const request = create(SignInRequestSchema, { email: 'ana@example.com', password: 'correct horse', ...(origin && { origin }) });
      enrich(SignInRequestSchema, request, facts);
      expect(request.origin).to.include({ ipAddress: '198.51.100.7', userAgent: 'Firefox' });
    }
  });

  it('is cut to what the contract takes', () => {
    const request = create(SignInRequestSchema);
    enrich(SignInRequestSchema, request, { ...facts, userAgent: 'x'.repeat(10_000) });
    expect(request.origin?.userAgent).to.have.length(400);
  });
});
