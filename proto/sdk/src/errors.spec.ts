import { expect } from 'chai';
import { Code, ConnectError } from '@connectrpc/connect';
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '../../gen/google/rpc/error_details_pb.ts';
import { berthError } from './errors.ts';

describe('berthError', () => {
  it('reads code, reason, bad fields and retry delay out of the details', () => {
    const thrown = new ConnectError('party_size: must be at most 100', Code.InvalidArgument, undefined, [
      { desc: ErrorInfoSchema, value: { reason: 'INVALID_FIELD', domain: 'berth', metadata: { max: '100' } } },
      { desc: BadRequestSchema, value: { fieldViolations: [{ field: 'party_size', description: 'must be at most 100' }] } },
      { desc: RetryInfoSchema, value: { retryDelay: { seconds: 1n, nanos: 500_000_000 } } },
    ]);
    expect(berthError(thrown)).to.deep.equal({
      code: 'INVALID_ARGUMENT',
      reason: 'INVALID_FIELD',
      message: 'party_size: must be at most 100',
      violations: [{ field: 'party_size', description: 'must be at most 100' }],
      metadata: { max: '100' },
      retryAfterMs: 1500,
    });
  });

  it('has an empty reason and no retry delay for what did not come from Berth', () => {
    expect(berthError(new Error('boom'))).to.deep.equal({
      code: 'UNKNOWN',
      reason: '',
      message: 'boom',
      violations: [],
      metadata: {},
    });
  });

  for (const odd of [undefined, null, 'text', 42, {}]) {
    it(`does not throw for ${String(odd)}`, () => expect(berthError(odd).code).to.equal('UNKNOWN'));
  }
});
