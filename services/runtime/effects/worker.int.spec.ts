import { expect } from 'chai';
import { newId } from '../ids.ts';
import { postgresEffects } from './table.ts';
import { ring, startBells, type BellStand } from './test-bell.ts';
import { Permanent, type EffectContext } from './types.ts';

describe('effects and reminders on a real database', function () {
  this.timeout(20_000);
  let stand: BellStand;

  before(async () => {
    stand = await startBells();
  });
  afterEach(() => stand.clear());
  after(() => stand[Symbol.asyncDispose]());

  /** Resolves when a worker has looked for due work since, and done what it found. */
  async function looked(): Promise<void> {
    const id = newId();
    await stand.submit(id, (turn) => turn.effect(ring, { note: 'look' }));
    await stand.until(id, (found) => found?.rung === 2);
    await stand.mailbox.idle();
  }

  it('makes the call after the commit and delivers its outcome as a turn, which removes the row', async () => {
    const id = newId();
    await using _ = stand.start(async ({ note }) => ({ note: `${note}!` }));
    await stand.submit(id, (turn) => turn.effect(ring, { note: 'ding' }));
    expect(await stand.until(id, (found) => found?.rung === 2)).to.include({ note: 'ding!' });
    expect(await stand.rows()).to.deep.equal([]);
  });

  it('tries again later with the same id, and later still', async () => {
    const id = newId();
    const ids: string[] = [];
    const attempt = async ({ note }: { note: string }, { id: effectId, attempt: number }: EffectContext) => {
      if (note === 'look') return { note };
      ids.push(effectId);
      if (number < 3) throw new Error('not yet');
      return { note };
    };
    await using _ = stand.start(attempt);
    await stand.submit(id, (turn) => turn.effect(ring, { note: 'third time' }));
    await looked();
    expect(ids).to.have.length(1);
    const found = await stand.until(id, (bellNow) => {
      stand.now = new Date(stand.now.getTime() + 1_000);
      return bellNow?.rung === 2;
    });
    expect(found?.note).to.equal('third time');
    expect(new Set(ids).size).to.equal(1);
    expect(ids).to.have.length(3);
  });

  it('makes a call that is under way no second time while its lease lasts', async () => {
    const id = newId();
    const gate = Promise.withResolvers<void>();
    let calls = 0;
    const slow = async ({ note }: { note: string }) => {
      if (note === 'look') return { note };
      calls += 1;
      await gate.promise;
      return { note };
    };
    await using _one = stand.start(slow);
    await using _two = stand.start(slow);
    await stand.submit(id, (turn) => turn.effect(ring, { note: 'once' }));
    while (calls < 1) await new Promise((resolve) => setImmediate(resolve));
    for (let look = 0; look < 3; look += 1) await looked();
    expect(calls).to.equal(1);
    gate.resolve();
    await stand.until(id, (found) => found?.rung === 2);
  });

  it('delivers an outcome once, even when two workers made the call', async () => {
    const id = newId();
    const gate = Promise.withResolvers<void>();
    let calls = 0;
    const slow = async ({ note }: { note: string }) => {
      calls += 1;
      await gate.promise;
      return { note };
    };
    await using _one = stand.start(slow);
    await stand.submit(id, (turn) => turn.effect(ring, { note: 'once' }));
    while (calls < 1) await new Promise((resolve) => setImmediate(resolve));
    // The lease ends while the first worker still waits, as after a long pause of its process.
    stand.now = new Date(stand.now.getTime() + 3_600_000);
    await using _two = stand.start(slow);
    while (calls < 2) await new Promise((resolve) => setImmediate(resolve));
    gate.resolve();
    await stand.until(id, (found) => found?.rung === 2);
    await stand.mailbox.idle();
    expect((await stand.bellOf(id))?.rung).to.equal(2);
  });

  it('parks what trying again cannot mend, until an operator sends it on its way again', async () => {
    const id = newId();
    let broken = true;
    await using worker = stand.start(async ({ note }) => {
      if (broken) throw new Permanent('the bell is cracked');
      return { note };
    });
    await stand.submit(id, (turn) => turn.effect(ring, { note: 'mended' }));
    let [row] = await stand.rows();
    while (!row?.parked_time) [row] = await stand.rows();
    expect(row.last_error).to.equal('the bell is cracked');
    broken = false;
    const [parked] = await stand.database.relay.run<{ id: string }>('select id from effect');
    expect(await postgresEffects.redrive(stand.database.relay, parked?.id ?? '')).to.equal(true);
    stand.now = new Date(Date.now() + 60_000);
    worker.wake();
    expect((await stand.until(id, (found) => found?.rung === 2))?.note).to.equal('mended');
  });

  it('turns a hopeless call into an outcome when its runner knows one', async () => {
    const id = newId();
    const hopeless = async (): Promise<never> => {
      throw new Permanent('no');
    };
    await using _ = stand.start(hopeless, { giveUp: () => ({ note: 'given up' }) });
    await stand.submit(id, (turn) => turn.effect(ring, { note: '' }));
    expect((await stand.until(id, (found) => found?.rung === 2))?.note).to.equal('given up');
  });

  it('reminds when it is due and not before; a newer reminder replaces an older one', async () => {
    const id = newId();
    await using _ = stand.start(async ({ note }) => ({ note }));
    await stand.submit(id, (turn) => turn.remind('later', new Date(stand.now.getTime() + 60_000)));
    await stand.submit(id, (turn) => turn.remind('later', new Date(stand.now.getTime() + 120_000)));
    stand.now = new Date(stand.now.getTime() + 90_000);
    await looked();
    expect((await stand.bellOf(id))?.rung).to.equal(2);
    stand.now = new Date(stand.now.getTime() + 60_000);
    expect((await stand.until(id, (found) => found?.rung === 3))?.note).to.equal('later');
    expect(await stand.rows()).to.deep.equal([]);
  });

  it('forgets a reminder that was taken back', async () => {
    const id = newId();
    await stand.submit(id, (turn) => turn.remind('later', stand.now));
    await stand.submit(id, (turn) => turn.forget('later'));
    expect(await stand.rows()).to.deep.equal([]);
  });
});
