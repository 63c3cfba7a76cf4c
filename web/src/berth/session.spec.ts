import { expect } from 'chai';
import { memoryStorage } from '../testing/memory-storage.ts';
import { observedSessions } from './session.ts';

const session = { accessToken: 'a', accessExpiresAt: 1, refreshToken: 'r', refreshExpiresAt: 2, userId: 'usr_1' };

describe('the session that components follow', () => {
  it('tells of sign-in and sign-out', async () => {
    const sessions = observedSessions('k', memoryStorage(), new EventTarget());
    const seen: (string | undefined)[] = [];
    const stop = sessions.subscribe(() => seen.push(sessions.userId()));
    await sessions.save(session);
    await sessions.save(undefined);
    stop();
    await sessions.save(session);
    expect(seen).to.deep.equal(['usr_1', undefined]);
  });

  it('tells of what another tab did', () => {
    const storage = memoryStorage();
    const tabs = new EventTarget();
    const sessions = observedSessions('k', storage, tabs);
    let told = 0;
    sessions.subscribe(() => told++);
    storage.setItem('k', JSON.stringify(session));
    tabs.dispatchEvent(Object.assign(new Event('storage'), { key: 'other' }));
    expect([told, sessions.userId()]).to.deep.equal([0, undefined]);
    tabs.dispatchEvent(Object.assign(new Event('storage'), { key: 'k' }));
    expect([told, sessions.userId()]).to.deep.equal([1, 'usr_1']);
  });

  it('knows who was signed in before the reload', () => {
    const storage = memoryStorage();
    storage.setItem('k', JSON.stringify(session));
    expect(observedSessions('k', storage, new EventTarget()).userId()).to.equal('usr_1');
  });
});
