import { expect } from 'chai';
import fc from 'fast-check';
import { negotiate, pathOf } from './static-files.ts';

describe('negotiate', () => {
  const cases: Readonly<Record<string, string>> = {
    '': 'identity',
    'gzip, deflate, br, zstd': 'br',
    'gzip;q=1.0, br;q=0': 'gzip',
    'gzip; q=0.000': 'identity',
    'br;q=0.5': 'br',
    'x-gzip': 'identity',
  };
  for (const [accepted, encoding] of Object.entries(cases)) {
    it(`"${accepted}": ${encoding}`, () => expect(negotiate(accepted)).to.equal(encoding));
  }
});

describe('pathOf', () => {
  it('never leaves the folder', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('..', '.', '%2e%2e', '%2f', '\\', 'a', '%00', '.env', '/', '%')), (parts) => {
        const path = pathOf(`/${parts.join('/')}`);
        if (path !== undefined) expect(path).to.not.match(/(^|\/)\.|^\/|\0/);
      }),
    );
  });
  it('names the page for the root', () => expect(pathOf('/')).to.equal('index.html'));
});
