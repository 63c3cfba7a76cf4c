import { expect } from 'chai';
import { newId } from '../runtime/ids.ts';
import { Failure } from '../runtime/errors.ts';
import { createCheckInTokens } from './check-in-token.ts';

describe('a check-in code', () => {
  const tokens = createCheckInTokens('secret');
  const [tenantId, bookingId] = [newId(), newId()];
  const token = tokens.issue(tenantId, { bookingId, fence: 3n });

  const refused = (work: () => unknown): boolean => {
    try {
      work();
      return false;
    } catch (error) {
      return error instanceof Failure && error.reason === 'CHECK_IN_TOKEN_INVALID';
    }
  };

  it('says which booking and place it stands for, in 71 characters', () => {
    expect(tokens.read(token, tenantId)).to.deep.equal({ bookingId, fence: 3n });
    expect(token).to.match(/^[\w-]{71}$/);
  });

  it('is refused when any bit of it is changed', () => {
    const bytes = Buffer.from(token, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const forged = Buffer.from(bytes);
      forged.writeUInt8(forged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(refused(() => tokens.read(forged.toString('base64url'), tenantId)), `bit ${bit}`).to.equal(true);
    }
  });

  it('is refused at another business, from another key, shortened, lengthened or spelt otherwise', () => {
    expect(refused(() => tokens.read(token, newId()))).to.equal(true);
    expect(refused(() => createCheckInTokens('other').read(token, tenantId))).to.equal(true);
    for (const other of ['', 'x', token.slice(0, -1), `${token}A`, `${token}=`, ` ${token}`]) expect(refused(() => tokens.read(other, tenantId)), other).to.equal(true);
  });
});
