import { expect } from 'chai';
import { every, timeLimit, type Clock } from './clock.ts';

/** A clock that stands until it is moved on. */
function standingClock(): Clock & { advance(ms: number): void } {
  let at = 0;
  const due = new Map<() => void, number>();
  return {
    now: () => new Date(at),
    monotonic: () => at,
    after(ms, callback) {
      due.set(callback, at + ms);
      return { [Symbol.dispose]: () => void due.delete(callback) };
    },
    advance(ms) {
      at += ms;
      for (const [callback, time] of due) if (time <= at && due.delete(callback)) callback();
    },
  };
}

describe('clock', () => {
  it('calls back again and again, also when the callback ends it', () => {
    const clock = standingClock();
    let calls = 0;
    const timer = every(clock, 10, () => {
      calls += 1;
      if (calls === 2) timer[Symbol.dispose]();
    });
    for (let step = 0; step < 5; step += 1) clock.advance(10);
    expect(calls).to.equal(2);
  });

  it('limits time with a signal, and not after the work is done', () => {
    const clock = standingClock();
    const late = timeLimit(clock, 10);
    const done = timeLimit(clock, 10);
    done[Symbol.dispose]();
    clock.advance(10);
    expect([late.signal.aborted, done.signal.aborted]).to.deep.equal([true, false]);
    expect(late.signal.reason).to.include({ name: 'TimeoutError' });
  });
});
