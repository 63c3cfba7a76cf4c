import { expect } from 'chai';
import fc from 'fast-check';
import { readToken, writeToken } from './resume-token.ts';

const dates = fc
  .uniqueArray(fc.tuple(fc.date({ min: new Date('2020-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), fc.uint8Array({ minLength: 6, maxLength: 6 })), {
    selector: ([date]) => date.toISOString().slice(0, 10),
    maxLength: 64,
  })
  .map((pairs) => new Map(pairs.map(([date, print]) => [date.toISOString().slice(0, 10), Buffer.from(print).toString('latin1')])));

describe('a resume token', () => {
  it('gives back what it was made of', () => {
    fc.assert(fc.property(fc.string(), dates, (question, known) => {
      expect(readToken(question, writeToken(question, known))).to.deep.equal(known);
    }));
  });

  it('is refused when it belongs to another question', () => {
    fc.assert(fc.property(fc.string(), fc.string(), dates, (question, other, known) => {
      fc.pre(question !== other);
      expect(readToken(other, writeToken(question, known))).to.equal(undefined);
    }));
  });

  it('is refused when a byte of it differs, when it is cut off, and when it is anything else', () => {
    fc.assert(fc.property(dates, fc.nat(), fc.integer({ min: 1, max: 255 }), (known, place, change) => {
      const bytes = Buffer.from(writeToken('question', known), 'base64url');
      const at = place % bytes.length;
      expect(readToken('question', bytes.subarray(0, at).toString('base64url'))).to.equal(undefined);
      bytes[at] = (bytes[at] ?? 0) ^ change;
      expect(readToken('question', bytes.toString('base64url'))).to.equal(undefined);
    }));
    fc.assert(fc.property(fc.string(), (token) => {
      expect(readToken('question', token)).to.equal(undefined);
    }));
  });

  it('stays within what a request may carry, for the longest span', () => {
    const all = new Map(Array.from({ length: 64 }, (_, day) => [new Date(Date.UTC(2027, 0, 1 + day)).toISOString().slice(0, 10), 'finger'] as const));
    expect(writeToken('question', all).length).to.be.lessThan(1000);
  });
});
