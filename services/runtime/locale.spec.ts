import { expect } from 'chai';
import { languageOf, localeFor } from './locale.ts';

describe('locale', () => {
  it('is the wanted one when there are texts in its language', () => {
    expect(localeFor('pt-PT', ['en', 'pt'])).to.equal('pt-PT');
    expect(localeFor('en-US', ['en'])).to.equal('en-US');
  });

  it('is English in the same region otherwise', () => {
    expect(localeFor('pt-PT', ['en'])).to.equal('en-PT');
    expect(localeFor('ja', ['en'])).to.equal('en-GB');
  });

  it('survives what is no locale', () => {
    expect(localeFor('', ['en'])).to.equal('en-GB');
    expect(localeFor('not a locale', ['en'])).to.equal('en-GB');
    expect(languageOf('??')).to.equal('en');
  });
});
