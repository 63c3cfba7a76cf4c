import { expect } from 'chai';
import fc from 'fast-check';
import { Failure } from '../errors.ts';
import { pageToken, readPageToken } from './page-token.ts';

const request = fc.array(fc.oneof(fc.string(), fc.uint8Array()), { maxLength: 4 });
const position = fc.tuple(fc.string(), fc.integer(), fc.string());
const shape = ['string', 'number', 'string'] as const;

function refusal(read: () => unknown): Failure {
  try {
    read();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('the token was accepted');
}

describe('page token', () => {
  it('gives back the position that it was made of', () => {
    fc.assert(fc.property(request, position, (asked, where) => {
      expect(readPageToken(pageToken(asked, where), asked, shape)).to.deep.equal(where);
    }));
  });

  it('is refused for another request', () => {
    fc.assert(fc.property(request, request, position, (asked, other, where) => {
      fc.pre(JSON.stringify(asked.map((p) => [...Buffer.from(p)])) !== JSON.stringify(other.map((p) => [...Buffer.from(p)])));
      expect(refusal(() => readPageToken(pageToken(asked, where), other, shape)).reason).to.equal('PAGE_TOKEN_MISMATCH');
    }));
  });

  it('is refused when it is anything but a token, and never breaks', () => {
    fc.assert(fc.property(fc.string({ minLength: 1 }), (junk) => {
      expect(refusal(() => readPageToken(junk, [], shape)).code).to.equal('INVALID_ARGUMENT');
    }));
  });

  it('is refused when its position has another shape', () => {
    const token = pageToken(['list'], [1, 'a']);
    expect(refusal(() => readPageToken(token, ['list'], shape)).details.violations?.[0]?.field).to.equal('page_token');
  });

  it('splits parts unambiguously', () => {
    const token = pageToken(['ab', 'c'], ['x']);
    expect(() => readPageToken(token, ['a', 'bc'], ['string'])).to.throw(Failure);
  });

  it('means the first page when empty', () => {
    expect(readPageToken('', ['list'], shape)).to.equal(undefined);
  });
});
