import { expect } from 'chai';
import { memoryStorage } from '../testing/memory-storage.ts';
import { attributionOf, rememberLanding } from './attribution.ts';

const LANDING = new URL('https://berth.example/t/harbour?utm_source=tiktok&utm_campaign=reef&ttclid=click-1&q=dive');
const page = (storage: Storage) => ({ address: 'https://berth.example/t/harbour/o/night-dive', cookies: 'a=1; _ttp=abc=2; b=3', storage });

describe('attribution', () => {
  it('carries what the landing page had, once the customer agreed', () => {
    const storage = memoryStorage();
    rememberLanding(LANDING, storage);
    rememberLanding(new URL('https://berth.example/t/harbour/o/night-dive?at=2026-10-09'), storage);
    expect(attributionOf(true, page(storage))).to.deep.equal({
      utmSource: 'tiktok',
      utmCampaign: 'reef',
      ttclid: 'click-1',
      ttp: 'abc=2',
      pageUrl: 'https://berth.example/t/harbour/o/night-dive',
      marketingConsent: true,
    });
  });

  it('is silent without consent', () => {
    const storage = memoryStorage();
    rememberLanding(LANDING, storage);
    expect(attributionOf(false, page(storage))).to.deep.equal({ marketingConsent: false });
  });

  it('is the latest campaign that brought the visitor', () => {
    const storage = memoryStorage();
    rememberLanding(LANDING, storage);
    rememberLanding(new URL('https://berth.example/?utm_source=newsletter'), storage);
    const { utmSource, ttclid } = attributionOf(true, page(storage));
    expect({ utmSource, ttclid }).to.deep.equal({ utmSource: 'newsletter', ttclid: undefined });
  });

  it('leaves out values that the contract would refuse', () => {
    const storage = memoryStorage();
    rememberLanding(new URL(`https://berth.example/?utm_source=${'x'.repeat(201)}&ttclid=${'y'.repeat(500)}`), storage);
    const { utmSource, ttclid } = attributionOf(true, page(storage));
    expect([utmSource, ttclid?.length]).to.deep.equal([undefined, 500]);
  });
});
