import { expect } from 'chai';
import fc from 'fast-check';
import { protocolOf } from './protocol-sniffer.ts';

const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

describe('protocolOf', () => {
  it('decides for HTTP/2 with the whole start of the preface only, however it is cut', () => {
    for (let length = 0; length <= PREFACE.length; length++) {
      expect(protocolOf(Buffer.from(PREFACE.slice(0, length)))).to.equal(length < 14 ? undefined : 'http2');
    }
  });

  it('takes every other start for HTTP/1 at the first byte that differs', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        const start = Buffer.from(bytes);
        const common = Math.min(start.length, 14);
        if (!start.subarray(0, common).equals(Buffer.from(PREFACE).subarray(0, common))) expect(protocolOf(start)).to.equal('http1');
      }),
    );
  });

  for (const method of ['GET / HTTP/1.1', 'POST', 'PUT', 'PATCH', 'PROPFIND', 'PR', 'PRI ']) {
    it(`${method}`, () => expect(protocolOf(Buffer.from(method))).to.equal('PRI * HTTP/2.0'.startsWith(method) ? undefined : 'http1'));
  }
});
