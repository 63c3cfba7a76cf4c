import { expect } from 'chai';
import { newSession, outlived, refresh } from './session.ts';

const now = new Date('2026-11-21T14:00:00Z');
const after = (ms: number): Date => new Date(now.getTime() + ms);
const session = newSession({ id: 'phone', userId: 'ana', epoch: 1, origin: { ipAddress: '', userAgent: '' } }, now);
const rotated = { ...session, generation: 2, rotated: after(1_000) };
const outcomeOf = (...args: Parameters<typeof refresh>) => {
  const outcome = refresh(...args);
  return 'verdict' in outcome ? outcome.verdict : outcome.rejection.reason;
};

describe('a session', () => {
  it('goes on with its newest token, and a moment longer with the one before', () => {
    expect(outcomeOf(session, 1, now)).to.equal('renewed');
    expect(outcomeOf(rotated, 1, after(11_000))).to.equal('repeated');
    expect(outcomeOf(rotated, 1, after(11_001))).to.equal('reused');
    expect(outcomeOf({ ...rotated, generation: 3 }, 1, after(1_000))).to.equal('reused');
  });

  it('takes no token of a generation to come', () => expect(outcomeOf(session, 2, now)).to.equal('reused'));

  it('is over after thirty days, or when it was ended', () => {
    expect(outcomeOf(session, 1, after(30 * 86_400_000 - 1))).to.equal('renewed');
    expect(outcomeOf(session, 1, after(30 * 86_400_000))).to.equal('SESSION_ENDED');
    expect(outcomeOf({ ...session, revoked: now }, 1, now)).to.equal('SESSION_ENDED');
    expect(outcomeOf(undefined, 1, now)).to.equal('SESSION_ENDED');
  });

  it('belongs to its epoch, or was kept when that ended', () => {
    expect(outlived(session, { epoch: 1, keptSessionId: undefined })).to.equal(true);
    // Opened with a password that was being changed: its epoch was over before it began.
    expect(outlived(session, { epoch: 2, keptSessionId: undefined })).to.equal(false);
    expect(outlived(session, { epoch: 2, keptSessionId: 'laptop' })).to.equal(false);
    expect(outlived(session, { epoch: 2, keptSessionId: 'phone' })).to.equal(true);
  });
});
