import { expect } from 'chai';
import { parseStored } from './browser-session.ts';

const session = { accessToken: 'a', accessExpiresAt: 1, refreshToken: 'r', refreshExpiresAt: 2, userId: 'usr_1' };

describe('parseStored', () => {
  it('reads what was stored', () => expect(parseStored(JSON.stringify(session))).to.deep.equal(session));

  for (const bad of ['', 'not json', 'null', '[]', '{}', JSON.stringify({ ...session, accessExpiresAt: 'soon' })]) {
    it(`takes ${bad || 'nothing'} for no session`, () => expect(parseStored(bad)).to.equal(undefined));
  }
});
