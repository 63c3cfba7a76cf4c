import { expect } from 'chai';
import { newId } from '../ids.ts';
import { apiKeyPrefix, isApiKey, newApiKey, readApiKey } from './api-key.ts';

describe('the text of an API key', () => {
  it('has the shape that secret scanners look for, and says which key it is', () => {
    const id = newId();
    for (let made = 0; made < 200; made += 1) {
      const { text, digest } = newApiKey(id);
      expect(text).to.match(/^berth_key_[0-7][0-9a-hjkmnp-tv-z]{25}_[0-9A-Za-z]{49}$/).and.satisfy((key: string) => key.startsWith(apiKeyPrefix(id)));
      expect(readApiKey(text)).to.deep.equal({ id, digest });
      expect(isApiKey(text)).to.equal(true);
    }
  });

  it('is another one each time, with 256 bits by chance', () => {
    const secrets = Array.from({ length: 500 }, () => newApiKey(newId()).text.slice(-49));
    expect(new Set(secrets)).to.have.property('size', 500);
    // Every place of the secret but the first takes all sorts of digits.
    for (let place = 1; place < 43; place += 1) expect(new Set(secrets.map((secret) => secret[place])).size, `place ${place}`).to.be.above(40);
  });

  it('with any one character changed is none', () => {
    const { text } = newApiKey(newId());
    for (let place = 0; place < text.length; place += 1) {
      for (const other of ['0', '7', 'a', 'Z', '_', '-']) {
        if (text[place] === other) continue;
        expect(readApiKey(`${text.slice(0, place)}${other}${text.slice(place + 1)}`), `${other} at ${place}`).to.equal(undefined);
      }
    }
  });

  it('that is cut off, goes on or is something else is none', () => {
    const { text } = newApiKey(newId());
    for (const other of ['', 'berth_', text.slice(0, -1), `${text}0`, `${text} `, ` ${text}`, text.toUpperCase(), text.replace('berth_', ''), 'a.b.c']) {
      expect(readApiKey(other), other).to.equal(undefined);
    }
  });
});
