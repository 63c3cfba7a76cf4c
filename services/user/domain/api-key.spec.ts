import { expect } from 'chai';
import { Failure } from '../../runtime/errors.ts';
import { checkExpiry, checkScopes, endOf } from './api-key.ts';

const now = new Date('2027-03-01T10:00:00Z');
const earlier = new Date(now.getTime() - 1);
const later = new Date(now.getTime() + 1);

function failureOf(work: () => void): Failure {
  try {
    work();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  return expect.fail('nothing was refused');
}

describe('an API key', () => {
  it('has no scope that no RPC asks for, and is told which there are', () => {
    const known = ['bookings:read', 'catalog:read'];
    checkScopes(['catalog:read', 'bookings:read'], known);
    const { reason, details } = failureOf(() => checkScopes(['catalog:read', 'bookings:delete', '*'], known));
    expect(reason).to.equal('UNKNOWN_SCOPE');
    expect(details.violations).to.deep.equal([{ field: 'scopes[1]', description: 'must be one of bookings:read, catalog:read' }]);
  });

  it('ends in the future or not at all', () => {
    checkExpiry(undefined, now);
    checkExpiry(later, now);
    for (const past of [earlier, now]) expect(failureOf(() => checkExpiry(past, now)).details.violations?.[0]?.field).to.equal('expire_time');
  });

  it('is good until it is revoked or its time has come', () => {
    const reasonAt = (expires: Date | undefined, revoked?: Date): string | undefined => endOf({ expires, revoked }, now)?.reason;
    expect(reasonAt(undefined)).to.equal(undefined);
    expect(reasonAt(later)).to.equal(undefined);
    expect(reasonAt(now)).to.equal('API_KEY_EXPIRED');
    expect(reasonAt(later, earlier)).to.equal('API_KEY_REVOKED');
    expect(reasonAt(earlier, earlier)).to.equal('API_KEY_REVOKED');
  });
});
