import { expect } from 'chai';
import { accountErrors, emptyAccount, toE164 } from './account.ts';

const good = { email: 'ana@example.com', password: 'correct horse', name: 'Ana', phone: '+351 912 345 678' };

describe('an account', () => {
  it('may be sent when it is complete; a phone is not needed', () => {
    expect(accountErrors(good, 'register')).to.deep.equal({});
    expect(accountErrors({ ...good, phone: '' }, 'register')).to.deep.equal({});
  });

  it('shows every mistake where it is', () => {
    expect(Object.keys(accountErrors(emptyAccount, 'register'))).to.deep.equal(['email', 'password', 'name']);
    expect(Object.keys(accountErrors({ email: 'ana', password: 'short', name: ' ', phone: '912345678' }, 'register'))).to.deep.equal(['email', 'password', 'name', 'phone']);
  });

  it('asks a sign-in for nothing but address and password', () => {
    expect(accountErrors({ ...emptyAccount, email: 'ana@example.com', password: 'old' }, 'sign-in')).to.deep.equal({});
  });

  it('asks a guest for all but a password', () => {
    expect(accountErrors({ ...good, password: '' }, 'guest')).to.deep.equal({});
    expect(Object.keys(accountErrors(emptyAccount, 'guest'))).to.deep.equal(['email', 'name']);
    expect(Object.keys(accountErrors({ ...good, phone: '912345678' }, 'guest'))).to.deep.equal(['phone']);
  });

  it('reads numbers as people write them', () => {
    expect([toE164('+351 912-345.678'), toE164('00351 (912) 345 678')]).to.deep.equal(['+351912345678', '+351912345678']);
  });
});
