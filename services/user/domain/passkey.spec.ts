import { expect } from 'chai';
import { usedAgain, type Passkey } from './passkey.ts';

const now = new Date('2026-11-21T14:00:00Z');
const passkey = (counter: number): Passkey => ({
  id: 'phone', identityId: 'ana', credentialId: 'credential', publicKey: new Uint8Array(), counter, name: 'Phone', created: now, used: undefined, version: 1n,
});
const outcomeOf = (before: number, counter: number): unknown => {
  const outcome = usedAgain(passkey(before), counter, now);
  return 'passkey' in outcome ? outcome.passkey.counter : outcome.rejection.reason;
};

describe('the counter of a passkey', () => {
  it('goes up', () => expect([outcomeOf(0, 1), outcomeOf(4, 9)]).to.deep.equal([1, 9]));

  it('stays at 0 on devices that do not count', () => expect(outcomeOf(0, 0)).to.equal(0));

  it('is refused when it stands still or goes back', () => {
    expect([outcomeOf(5, 5), outcomeOf(5, 4), outcomeOf(5, 0)]).to.deep.equal(['PASSKEY_REFUSED', 'PASSKEY_REFUSED', 'PASSKEY_REFUSED']);
  });
});
