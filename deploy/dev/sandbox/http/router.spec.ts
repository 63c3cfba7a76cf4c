/** Paths and the routes they find. */
import { expect } from 'chai';
import { router } from './router.ts';

describe('sandbox router', () => {
  const route = router({ 'GET /things': 'list', 'GET /things/:id': 'one', 'POST /things/:id/parts/:part': 'part' });

  it('matches literals and parameters', () => {
    expect(route('GET', '/things')).to.deep.equal({ target: 'list', params: {} });
    expect(route('GET', '/things/a%20b')).to.deep.equal({ target: 'one', params: { id: 'a b' } });
    expect(route('POST', '/things/1/parts/2')).to.deep.equal({ target: 'part', params: { id: '1', part: '2' } });
  });

  for (const [method, path] of [
    ['POST', '/things'],
    ['GET', '/things/'],
    ['GET', '/things/1/2'],
    ['GET', '/things/%zz'],
    ['GET', '/other'],
  ] as const) {
    it(`finds nothing for ${method} ${path}`, () => expect(route(method, path)).to.equal(undefined));
  }
});
