import { expect } from 'chai';
import { takeToken } from './mailed-token.ts';

describe('the token of a mailed link', () => {
  it('is read and leaves the address', () => {
    const replaced: unknown[] = [];
    const history = { state: { key: 1 }, replaceState: (...args: unknown[]) => void replaced.push(args) };
    expect(takeToken({ hash: '#lnk_1.1.mac', pathname: '/t/harbour/verify-email', search: '?utm_source=mail' }, history)).to.equal('lnk_1.1.mac');
    expect(replaced).to.deep.equal([[{ key: 1 }, '', '/t/harbour/verify-email?utm_source=mail']]);
  });

  it('is empty without one', () => {
    const history = { state: null, replaceState: () => expect.fail('nothing to take out') };
    expect(takeToken({ hash: '', pathname: '/t/harbour/verify-email', search: '' }, history)).to.equal('');
  });
});
