import { expect } from 'chai';
import fc from 'fast-check';
import { isGood, nextLink, type MailLink } from './mail-link.ts';

const about = { id: 'link', purpose: 'reset_password', email: 'ana@example.com', userId: 'ana' } as const;
const start = Date.parse('2026-11-21T14:00:00Z');
const at = (minutes: number): Date => new Date(start + minutes * 60_000);
const sent = (before: MailLink | undefined, minutes: number): MailLink => {
  const next = nextLink(before, about, at(minutes));
  if ('rejection' in next) throw new Error(next.rejection.reason);
  return next.link;
};

describe('mailed links', () => {
  it('are good once, for half an hour, and only the newest is', () => {
    const first = sent(undefined, 0);
    expect(isGood(first, 1, at(29))).to.equal(true);
    expect(isGood(first, 1, at(30))).to.equal(false);
    expect(isGood({ ...first, used: at(1) }, 1, at(2))).to.equal(false);
    const second = sent(first, 2);
    expect(isGood(second, 1, at(3))).to.equal(false);
    expect(isGood(second, 2, at(3))).to.equal(true);
  });

  it('prove an address for a day', () => {
    const next = nextLink(undefined, { ...about, purpose: 'verify_email' }, at(0));
    expect('link' in next && [isGood(next.link, 1, at(1_439)), isGood(next.link, 1, at(1_440))]).to.deep.equal([true, false]);
  });

  it('say when the next may be asked for', () => {
    expect(nextLink(sent(undefined, 0), about, new Date(start + 20_000))).to.deep.include({
      rejection: { code: 'RESOURCE_EXHAUSTED', reason: 'TOO_MANY_MAILS', message: 'A mail was sent a moment ago. Look into your mailbox, or ask again later.', retryAfterMs: 40_000 },
    });
  });

  it('are never sent more than five times in an hour, nor twice in a minute', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_800 }), { minLength: 1, maxLength: 60 }), (pauses) => {
        let now = start;
        let link: MailLink | undefined;
        const times: number[] = [];
        for (const seconds of pauses) {
          now += seconds * 1_000;
          const next = nextLink(link, about, new Date(now));
          if ('rejection' in next) continue;
          link = next.link;
          times.push(now);
        }
        times.forEach((time, index) => {
          if (index >= 1) expect(time - (times[index - 1] ?? 0)).to.be.at.least(60_000);
          if (index >= 5) expect(time - (times[index - 5] ?? 0)).to.be.at.least(3_600_000);
        });
      }),
    );
  });
});
