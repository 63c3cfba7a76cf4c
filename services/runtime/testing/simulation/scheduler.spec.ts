import { expect } from 'chai';
import fc from 'fast-check';
import { createAgenda } from './agenda.ts';
import { createIds, EPOCH, startProcess } from './process.ts';
import { createRandom } from './random.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';

const UNTIL = { untilMs: 1_000_000 };

describe('agenda', () => {
  it('gives back everything by time, and of the same time in the order of entry', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (times) => {
        const agenda = createAgenda<{ readonly at: number; readonly order: number }>();
        times.forEach((at, order) => agenda.add({ at, order }));
        const taken = times.map(() => agenda.take());
        const wanted = times.map((at, order) => ({ at, order })).toSorted((a, b) => a.at - b.at || a.order - b.order);
        expect(taken).to.deep.equal(wanted);
        expect(agenda.take()).to.equal(undefined);
      }),
    );
  });
});

describe('chance', () => {
  it('is the same for the same seed, another for another, and even', () => {
    const draw = (seed: number): number[] => Array.from({ length: 1_000 }, (_, index) => index).map(((random) => () => random.next())(createRandom(seed)));
    expect(draw(7)).to.deep.equal(draw(7));
    expect(draw(7)).to.not.deep.equal(draw(8));
    for (const seed of [1, 2, 3]) expect(draw(seed).reduce((sum, value) => sum + value, 0) / 1_000).to.be.within(0.45, 0.55);
  });

  it('of a fork changes nothing where it came from', () => {
    const [one, two] = [createRandom(1), createRandom(1)];
    const fork = one.fork();
    two.fork();
    for (let draws = 0; draws < 10; draws += 1) fork.next();
    expect(one.next()).to.equal(two.next());
  });
});

describe('scheduler', () => {
  const processOn = (scheduler: Scheduler, name = 'one') => startProcess({ name, scheduler, random: createRandom(1), newId: createIds(createRandom(1)) });

  it('lets one thing happen at a time, by virtual time, and all promises go on in between', async () => {
    const scheduler = createScheduler({ seed: 1 });
    const seen: string[] = [];
    scheduler.later(20, 'b', () => seen.push(`b at ${scheduler.now()}`));
    scheduler.later(10, 'a', () => {
      void (async () => {
        for (let hops = 0; hops < 50; hops += 1) await Promise.resolve();
        seen.push('what followed from a');
      })();
    });
    await scheduler.run(UNTIL);
    expect(seen).to.deep.equal(['what followed from a', 'b at 20']);
    expect(scheduler.events).to.equal(2);
  });

  it('forgets what was taken back, and everything of a process that is gone', async () => {
    const scheduler = createScheduler({ seed: 1 });
    const process = processOn(scheduler);
    const seen: string[] = [];
    scheduler.later(5, 'taken back', () => seen.push('taken back'))[Symbol.dispose]();
    process.clock.after(10, () => seen.push('alive'));
    process.clock.after(30, () => seen.push('dead'));
    scheduler.later(20, 'kill', () => process.kill());
    await scheduler.run(UNTIL);
    expect(seen).to.deep.equal(['alive']);
  });

  it('holds back what comes to a process that stands still', async () => {
    const scheduler = createScheduler({ seed: 1 });
    const process = processOn(scheduler);
    let at = 0;
    process.clock.after(10, () => (at = scheduler.now()));
    process.pause(500);
    await scheduler.run(UNTIL);
    expect(at).to.equal(500);
  });

  it('gives a process a wall clock that jumps, and a monotonic one that does not', async () => {
    const scheduler = createScheduler({ seed: 1 });
    const { clock, jump } = processOn(scheduler);
    scheduler.later(1_000, 'jump', () => jump(-600_000));
    await scheduler.run({ untilMs: 1_000 });
    expect([clock.now().getTime() - EPOCH, clock.monotonic()]).to.deep.equal([-599_000, 1_000]);
  });

  it('stops at the time that it is given and goes on from there', async () => {
    const scheduler = createScheduler({ seed: 1 });
    const seen: number[] = [];
    for (const at of [10, 30]) scheduler.later(at, 'tick', () => seen.push(at));
    await scheduler.run({ untilMs: 20 });
    expect([seen, scheduler.now()]).to.deep.equal([[10], 20]);
    await scheduler.run(UNTIL);
    expect(seen).to.deep.equal([10, 30]);
  });

  it('leaves the same fingerprint for the same events, and another for another order', async () => {
    const fingerprint = async (labels: readonly string[]): Promise<number> => {
      const scheduler = createScheduler({ seed: 1 });
      labels.forEach((label, index) => scheduler.later(index, label, () => undefined));
      await scheduler.run(UNTIL);
      return scheduler.fingerprint;
    };
    expect(await fingerprint(['a', 'b'])).to.equal(await fingerprint(['a', 'b']));
    expect(await fingerprint(['a', 'b'])).to.not.equal(await fingerprint(['b', 'a']));
  });
});
