import { SocialProvider } from '@berth/sdk/browser';
import { expect } from 'chai';
import { memoryStorage } from '../testing/memory-storage.ts';
import { backFrom, forgetJourney, journeyOf, keepBack, keepDeparture, providerNamed } from './departure.ts';

const departure = { slug: 'harbour', browserSecret: 'b', returnTo: '/t/harbour/o/reef?day=2' };
const back = { provider: SocialProvider.GOOGLE, state: 's', code: 'c', issuer: 'https://accounts.example', userJson: '', error: '' };

describe('the way to a provider and back', () => {
  it('is known to the tab that left, by its state', () => {
    const storage = memoryStorage();
    keepDeparture(storage, 's', departure);
    expect(keepBack(storage, back)).to.deep.equal({ ...departure, back });
    expect(journeyOf(storage, 's')).to.deep.equal({ ...departure, back });
    forgetJourney(storage, 's');
    expect(journeyOf(storage, 's')).to.equal(undefined);
  });

  it('is unknown to every other tab, and with another state', () => {
    const storage = memoryStorage();
    keepDeparture(storage, 's', departure);
    expect(keepBack(memoryStorage(), back)).to.equal(undefined);
    expect(keepBack(storage, { ...back, state: 'another' })).to.equal(undefined);
    expect(keepBack(storage, { ...back, state: '' })).to.equal(undefined);
    expect(journeyOf(storage, 's')).to.equal(undefined);
  });

  it('reads what providers answer, behind the question mark and behind the hash', () => {
    expect(backFrom(SocialProvider.GOOGLE, '?code=c&state=s&iss=https%3A%2F%2Faccounts.example', '')).to.deep.equal(back);
    const apple = backFrom(SocialProvider.APPLE, '', 'code=c&state=s&user=%7B%22name%22%3A%7B%7D%7D');
    expect(apple).to.deep.include({ code: 'c', state: 's', userJson: '{"name":{}}', issuer: '' });
    // Facebook's tail.
    expect(backFrom(SocialProvider.FACEBOOK, '?error=access_denied&state=s', '_=_')).to.deep.include({ error: 'access_denied', state: 's', code: '' });
  });

  it('leads back to pages of its own only, whatever lies in the storage', () => {
    for (const stored of ['', '{', 'null', '[]', JSON.stringify({ ...departure, returnTo: '//evil.example' }), JSON.stringify({ ...departure, returnTo: 'https://evil.example' }), JSON.stringify({ slug: 'a' })]) {
      const storage = memoryStorage();
      storage.setItem('berth.social.s', stored);
      expect(keepBack(storage, back), stored).to.equal(undefined);
    }
  });

  it('knows providers by their names in addresses', () => {
    expect(['google', 'apple', 'facebook', 'toString', 'x'].map(providerNamed)).to.deep.equal([1, 2, 3, undefined, undefined]);
  });
});
