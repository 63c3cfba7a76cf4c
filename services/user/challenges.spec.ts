import { expect } from 'chai';
import { createKeyring } from '../runtime/secrets/keyring.ts';
import { createChallenges, type ChallengeScope } from './challenges.ts';

const scope: ChallengeScope = { purpose: 'register', tenantId: 'harbour', userId: 'ana' };
const now = new Date('2026-11-21T14:00:00Z');
const later = (ms: number): Date => new Date(now.getTime() + ms);
const challenges = createChallenges(createKeyring(['one']));
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

describe('challenges', () => {
  it('are read back for five minutes, each under an id of its own', () => {
    const [one, two] = [text(challenges.make(scope, now)), text(challenges.make(scope, now))];
    expect(challenges.read(scope, one, later(299_999))?.expires).to.deep.equal(later(300_000));
    expect(challenges.read(scope, one, later(300_000))).to.equal(undefined);
    expect(challenges.read(scope, one, now)?.id).not.to.equal(challenges.read(scope, two, now)?.id);
  });

  it('are good for one purpose, business and person, made with one key', () => {
    const one = text(challenges.make(scope, now));
    for (const other of [{ ...scope, purpose: 'sign_in' }, { ...scope, tenantId: 'clinic' }, { ...scope, userId: 'ben' }] satisfies ChallengeScope[]) {
      expect(challenges.read(other, one, now)).to.equal(undefined);
    }
    expect(createChallenges(createKeyring(['another'])).read(scope, one, now)).to.equal(undefined);
  });

  it('take no change of a single bit', () => {
    const made = challenges.make(scope, now);
    for (let byte = 0; byte < made.length; byte += 1) {
      const changed = Uint8Array.from(made, (value, index) => (index === byte ? value ^ 1 : value));
      expect(challenges.read(scope, text(changed), now), `byte ${byte}`).to.equal(undefined);
    }
  });
});
