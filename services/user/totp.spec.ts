import { expect } from 'chai';
import { base32, codeOf, stepAt, stepOf } from './totp.ts';

const secret = Buffer.from('12345678901234567890');

describe('codes of authenticator apps', () => {
  // RFC 6238, appendix B, the last six of its eight digits.
  for (const [seconds, code] of [[59, '287082'], [1_111_111_109, '081804'], [1_111_111_111, '050471'], [1_234_567_890, '005924'], [2_000_000_000, '279037'], [20_000_000_000, '353130']] as const) {
    it(`at ${seconds} s are ${code}`, () => expect(codeOf(secret, stepAt(new Date(seconds * 1_000)))).to.equal(code));
  }

  it('are taken for half a minute before and after their time', () => {
    const begins = 1_111_111_110;
    const at = (seconds: number) => stepOf(secret, '050471', new Date((begins + seconds) * 1_000));
    const step = begins / 30;
    expect([at(-31), at(-30), at(0), at(59), at(60)]).to.deep.equal([undefined, step, step, step, undefined]);
    expect(stepOf(secret, '05047', new Date(begins * 1_000))).to.equal(undefined);
  });

  // RFC 4648, section 10.
  it('come from secrets in Base32', () => {
    expect(['f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) => base32(Buffer.from(text)))).to.deep.equal(['MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI']);
  });
});
