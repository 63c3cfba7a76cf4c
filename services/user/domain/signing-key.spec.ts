import { expect } from 'chai';
import fc from 'fast-check';
import { ACCESS_MS, activationOf, forgettable, publishedAt, rotation, rotationDue, signerAt, type SigningKeyTimes, stateOf } from './signing-key.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const RULES = { rotateAfterMs: 30 * DAY, publishAheadMs: 2 * MINUTE };
const at = (ms: number): Date => new Date(Date.UTC(2026, 0, 1) + ms);
const key = (kid: string, activates: number, revoked?: number): SigningKeyTimes => ({
  kid, created: at(activates - 2 * MINUTE), activates: at(activates), revoked: revoked === undefined ? undefined : at(revoked),
});

describe('signing keys', () => {
  const keys = [key('a', 0), key('b', 30 * DAY)];
  const published = (now: number): string[] => publishedAt(keys, at(now)).map(({ kid }) => kid);

  it('sign one after the other, from the time that was set for each', () => {
    expect(signerAt(keys, at(-1))).to.equal(undefined);
    expect(signerAt(keys, at(30 * DAY - 1))?.kid).to.equal('a');
    expect(signerAt(keys, at(30 * DAY))?.kid).to.equal('b');
  });

  it('are published before they sign, and after, until the last token has ended', () => {
    expect(published(30 * DAY - 1)).to.deep.equal(['a', 'b']);
    expect(published(30 * DAY + ACCESS_MS)).to.deep.equal(['a', 'b']);
    expect(published(30 * DAY + ACCESS_MS + MINUTE)).to.deep.equal(['b']);
    expect(stateOf(keys, 'a', at(31 * DAY))).to.equal('retired');
  });

  it('are due in time for the next to be published before it signs', () => {
    expect(rotationDue([], at(0), RULES)).to.equal(true);
    expect(rotationDue([key('a', 0)], at(30 * DAY - 2 * MINUTE - 1), RULES)).to.equal(false);
    expect(rotationDue([key('a', 0)], at(30 * DAY - 2 * MINUTE), RULES)).to.equal(true);
    expect(rotationDue(keys, at(30 * DAY - 1), RULES), 'the next is there').to.equal(false);
    expect(activationOf([], at(0), RULES)).to.deep.equal(at(0));
    expect(activationOf([key('a', 0)], at(DAY), RULES)).to.deep.equal(at(DAY + 2 * MINUTE));
  });

  it('are good for nothing once they are revoked, also one that was to sign next', () => {
    const revoked = [key('a', 0, 5), key('b', 10, 5), key('c', 5)];
    expect(signerAt(revoked, at(20))?.kid).to.equal('c');
    expect(publishedAt(revoked, at(20)).map(({ kid }) => kid)).to.deep.equal(['c']);
    expect(signerAt([key('a', 0, 5)], at(6))).to.equal(undefined);
    expect(activationOf([key('a', 0, 5)], at(6), RULES)).to.deep.equal(at(6));
  });

  it('are not rotated again before the next one signs', () => {
    expect(rotation(keys, at(DAY))).to.include({ reason: 'ROTATION_UNDER_WAY', code: 'FAILED_PRECONDITION' });
    expect(rotation(keys, at(30 * DAY))).to.equal(undefined);
  });

  it('are forgotten when nobody needs them, the one that signs never', () => {
    expect(forgettable(keys, at(31 * DAY)).map(({ kid }) => kid)).to.deep.equal(['a']);
    expect(forgettable([key('a', 0)], at(400 * DAY))).to.deep.equal([]);
    expect(forgettable([key('a', 0, 5), key('b', 5)], at(31 * DAY)).map(({ kid }) => kid)).to.deep.equal(['a']);
  });

  it('whatever was rotated when: who signs is published, and was for as long as caches keep the set', () => {
    const gap = fc.integer({ min: 0, max: 20 * MINUTE });
    fc.assert(
      fc.property(fc.array(gap, { minLength: 1, maxLength: 12 }), gap, (gaps, probe) => {
        let now = 0;
        let made: SigningKeyTimes[] = [];
        for (const wait of gaps) {
          now += wait;
          if (rotation(made, at(now))) continue;
          made = [...made, { kid: `k${made.length}`, created: at(now), activates: activationOf(made, at(now), RULES) }];
        }
        now += probe;
        const signer = signerAt(made, at(now));
        const before = at(now - RULES.publishAheadMs);
        const known = made.filter(({ created }) => created <= before);
        if (signer && made.indexOf(signer) > 0) expect(publishedAt(known, before)).to.include(signer);
        // A token that was signed at any time within its life is still checked with a published key.
        for (let age = 0; age < ACCESS_MS; age += MINUTE) {
          const then = signerAt(made, at(now - age));
          if (then) expect(publishedAt(made, at(now))).to.include(then);
        }
      }),
    );
  });
});
