import { expect } from 'chai';
import { createWakeup } from './wakeup.ts';

const HOUR_MS = 3_600_000;

describe('wakeup', () => {
  it('wakes who waits, and who comes after', async () => {
    const wakeup = createWakeup();
    const waiting = wakeup.wait(HOUR_MS);
    wakeup.set();
    await waiting;
    wakeup.set();
    await wakeup.wait(HOUR_MS);
  });

  it('wakes once for each time it is set', async () => {
    const wakeup = createWakeup();
    wakeup.set();
    await wakeup.wait(HOUR_MS);
    const started = performance.now();
    await wakeup.wait(30);
    expect(performance.now() - started).to.be.at.least(25);
  });

  it('ends with the signal', async () => {
    const wakeup = createWakeup();
    const leaving = new AbortController();
    const waiting = wakeup.wait(HOUR_MS, leaving.signal);
    leaving.abort();
    await waiting;
    await wakeup.wait(HOUR_MS, leaving.signal);
  });
});
