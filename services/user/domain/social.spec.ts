import { expect } from 'chai';
import { hasAnotherWayIn, isRecent, withProof, type SocialFlow } from './social.ts';

describe('accounts at providers', () => {
  const now = new Date('2027-03-04T10:00:00Z');
  const minutesAgo = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);

  it('count a sign-in as recent for ten minutes', () => {
    expect([0, 9, 10].map((minutes) => isRecent(minutesAgo(minutes), now))).to.deep.equal([true, true, true]);
    expect(isRecent(new Date(minutesAgo(10).getTime() - 1), now)).to.equal(false);
  });

  it('keep a proof for ten minutes more', () => {
    const flow: SocialFlow = { id: 'f', provider: 'google', browserHash: 'h', redirectUri: 'r', created: minutesAgo(9), expires: minutesAgo(-1), proved: undefined };
    const proved = { issuer: 'i', subject: 's', email: '', emailProved: false, displayName: '' };
    expect(withProof(flow, proved, now)).to.deep.equal({ ...flow, proved, expires: minutesAgo(-10) });
  });

  it('are the last way in without a password, a passkey and another of them', () => {
    const alone = { password: false, passkeys: 0, linked: 1 };
    expect(hasAnotherWayIn(alone)).to.equal(false);
    for (const more of [{ password: true }, { passkeys: 1 }, { linked: 2 }]) expect(hasAnotherWayIn({ ...alone, ...more }), JSON.stringify(more)).to.equal(true);
  });
});
