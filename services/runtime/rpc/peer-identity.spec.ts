import { expect } from 'chai';
import { serviceIn } from './peer-identity.ts';

describe('the service that a certificate stands for', () => {
  it('is that of its one SPIFFE id', () => {
    expect(serviceIn('URI:spiffe://berth/booking')).to.equal('booking');
    expect(serviceIn('DNS:localhost, URI:spiffe://berth/booking, IP Address:127.0.0.1')).to.equal('booking');
  });

  for (const names of [
    undefined, '', 'DNS:booking', 'URI:spiffe://elsewhere/booking', 'URI:spiffe://berth/', 'URI:spiffe://berth/booking/x', 'URI:spiffe://berth/Booking', 'URI:https://berth/booking', 'DNS:spiffe://berth/booking',
    'URI:spiffe://berth/booking, URI:spiffe://berth/payment', 'URI:spiffe://berth/booking, URI:https://example.com', 'DNS:"a, URI:spiffe://berth/payment, b"', 'URI:"spiffe://berth/payment"',
  ]) {
    it(`is none of ${JSON.stringify(names)}`, () => expect(serviceIn(names)).to.equal(undefined));
  }
});
