import { expect } from 'chai';
import { money } from '../../runtime/money.ts';
import { completePaymentBody, hashed, type Purchase } from './tiktok-event.ts';

const purchase: Purchase = {
  eventId: 'pay_1',
  time: new Date('2026-11-21T10:00:00Z'),
  total: money(9000, 'EUR'),
  offering: { id: 'off_1', title: 'Reef dive', quantity: 2, unitPrice: money(4500, 'EUR') },
  email: ' Ana@Example.com ',
  phone: '+351 912 345 678',
  ttclid: 'click',
  ttp: '',
  pageUrl: 'https://harbour.example/book?utm_source=given',
  ipAddress: '203.0.113.7',
  userAgent: 'Firefox',
  utm: { utm_source: 'tiktok', utm_campaign: 'summer' },
};

const body = (more: Partial<Purchase> = {}): string => JSON.stringify(completePaymentBody({ ...purchase, ...more }, { pixelId: 'PIXEL', testEventCode: undefined }));

describe('the TikTok purchase body', () => {
  it('holds personal data hashed and never plain', () => {
    const text = body();
    expect(text).to.include(hashed('ana@example.com')).and.include(hashed('+351912345678'));
    expect(text.toLowerCase()).not.to.include('ana@example.com').and.not.to.include('912345678"');
  });

  it('hashes alike what people write differently', () => {
    expect(hashed(' ANA@example.com')).to.equal(hashed('ana@example.com '));
  });

  it('keeps the campaign that the address names and adds what it lacks', () => {
    expect(body()).to.include('utm_source=given&utm_campaign=summer');
  });

  it('leaves out what is not known', () => {
    const text = body({ phone: '', ttclid: '', pageUrl: 'not an address' });
    expect(text).not.to.match(/phone|ttclid|ttp|"page":\{"url"|test_event_code/);
  });

  it('tells the value in the currency’s own unit', () => {
    expect(body()).to.include('"value":90').and.include('"price":45');
    expect(body({ total: money(1200, 'JPY') })).to.include('"value":1200');
  });
});
