import { Metadata, status } from '@grpc/grpc-js';
import { expect } from 'chai';
import fc from 'fast-check';
import { Failure, type FailureCode, type FailureDetails } from '../errors.ts';
import { fromStatus, toStatus } from './status.ts';

const CODES: readonly FailureCode[] = [
  'INVALID_ARGUMENT', 'UNAUTHENTICATED', 'PERMISSION_DENIED', 'NOT_FOUND', 'ALREADY_EXISTS', 'FAILED_PRECONDITION', 'ABORTED',
  'OUT_OF_RANGE', 'RESOURCE_EXHAUSTED', 'DEADLINE_EXCEEDED', 'CANCELLED', 'UNAVAILABLE', 'UNIMPLEMENTED', 'INTERNAL',
];

const words = fc.string({ minLength: 1, unit: 'binary' });
const details: fc.Arbitrary<FailureDetails> = fc.record(
  {
    metadata: fc.dictionary(words, fc.string({ unit: 'binary' }), { minKeys: 1, maxKeys: 10, noNullPrototype: true }),
    violations: fc.array(fc.record({ field: words, description: words }), { maxLength: 20 }),
    retryAfterMs: fc.nat(),
  },
  { requiredKeys: [] },
);

describe('failures on the wire', () => {
  it('arrive as they left, when there is room for them', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CODES), words, words, details, (code, reason, message, more) => {
        fc.pre(!Object.hasOwn(more.metadata ?? {}, '__proto__'));
        const failure = fromStatus(toStatus(new Failure({ code, reason, message, ...more })));
        expect({ ...failure.details, code: failure.code, reason: failure.reason, message: failure.message }).to.deep.equal({
          ...more,
          code,
          reason,
          message,
        });
      }),
    );
  });

  it('fit into trailers, whatever somebody wrote into a request', () => {
    const long = fc.string({ maxLength: 3_000, unit: fc.constantFrom('a', '€', '😀', '\n') });
    fc.assert(
      fc.property(long, (text) => {
        const violations = Array.from({ length: 3_000 }, () => ({ field: text.slice(0, 100), description: text }));
        const metadata = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`name${index}`, text]));
        const sent = toStatus(new Failure({ code: 'NOT_FOUND', reason: 'NOT_FOUND', message: text, violations, metadata }));
        const bytes = sent.metadata.get('grpc-status-details-bin').reduce((sum, value) => sum + value.length, 0);
        expect(encodeURIComponent(sent.details).length + (bytes * 4) / 3).to.be.below(60_000);
        expect(sent.details.isWellFormed()).to.equal(true);
      }),
    );
  });

  it('leave their cause at home', () => {
    const failure = new Failure({ code: 'UNAVAILABLE', reason: 'DOWN', message: 'Down.', cause: new Error('secret') });
    const sent = toStatus(failure);
    expect(JSON.stringify([sent.details, sent.metadata.get('grpc-status-details-bin').map(String)])).not.to.contain('secret');
  });

  it('without details have the code as their reason', () => {
    expect(fromStatus({ code: status.UNAVAILABLE, details: 'No connection' })).to.include({ code: 'UNAVAILABLE', reason: 'UNAVAILABLE', message: 'No connection' });
    expect(fromStatus({ code: status.DATA_LOSS, details: '' })).to.include({ code: 'INTERNAL', message: 'INTERNAL' });
  });

  it('with unreadable details still tell code and text', () => {
    const metadata = new Metadata();
    metadata.set('grpc-status-details-bin', Buffer.from([255, 255, 255]));
    expect(fromStatus({ code: status.NOT_FOUND, details: 'Gone', metadata })).to.include({ code: 'NOT_FOUND', message: 'Gone' });
  });
});
