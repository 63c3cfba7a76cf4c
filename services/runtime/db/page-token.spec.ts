import { expect } from 'chai';
import fc from 'fast-check';
import { Failure } from '../errors.ts';
import { pageToken, readPageToken } from './page-token.ts';

const request = fc.array(fc.oneof(fc.string(), fc.uint8Array()), { maxLength: 4 });
const position = fc.tuple(fc.string().filter((text) => !text.includes('\0')), fc.integer({ min: 1 - 2 ** 31, max: 2 ** 31 - 1 }), fc.uuid());
const ID = '018f5d6e-7c80-7000-8000-000000000000';
const shape = ['text', 'int', 'uuid'] as const;

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
    const bad = [[1, 'a'], ['a', 1, 'no uuid'], ['a', 1.5, ID], ['a', 2 ** 31, ID], ['a\0', 1, ID], ['a', 1, ID, 'more']];
    for (const position of bad) {
      const token = pageToken(['list'], position);
      expect(refusal(() => readPageToken(token, ['list'], shape)).details.violations?.[0]?.field).to.equal('page_token');
    }
  });

  it('splits parts unambiguously', () => {
    const token = pageToken(['ab', 'c'], ['x']);
    expect(() => readPageToken(token, ['a', 'bc'], ['text'])).to.throw(Failure);
  });

  it('means the first page when empty', () => {
    expect(readPageToken('', ['list'], shape)).to.equal(undefined);
  });
});
