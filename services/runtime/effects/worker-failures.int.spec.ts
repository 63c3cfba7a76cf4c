import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace';
import { expect } from 'chai';
import { Failure, reject } from '../errors.ts';
import { newId } from '../ids.ts';
import { createTelemetry, type Telemetry } from '../telemetry/telemetry.ts';
import { postgresEffects } from './table.ts';
import { ring, startBells, type BellStand, type EffectRowSeen } from './test-bell.ts';
import { DeadlinePassed } from './types.ts';

const HOUR_MS = 3_600_000;

describe('effects and reminders that go wrong', function () {
  this.timeout(20_000);
  const spans = new InMemorySpanExporter();
  let telemetry: Telemetry;
  let stand: BellStand;

  before(async () => {
    telemetry = createTelemetry({ serviceName: 'test', exporter: spans });
    stand = await startBells(telemetry.tracer);
  });
  afterEach(() => stand.clear());
  after(async () => {
    await stand[Symbol.asyncDispose]();
    await telemetry.shutdown();
  });

  const later = (ms: number): Date => new Date(stand.now.getTime() + ms);
  /** Lets the time go on to each next try, until the rows are as wanted. */
  const hurryUntil = (holds: (rows: readonly EffectRowSeen[]) => boolean): Promise<EffectRowSeen[]> =>
    stand.untilRows((rows) => {
      const [row] = rows;
      if (row && row.lease_until === null && row.due_time > stand.now) stand.now = row.due_time;
      return holds(rows);
    });

  it('makes no call after the deadline, and delivers what its runner knows instead', async () => {
    const id = newId();
    let calls = 0;
    const errors: Error[] = [];
    await stand.submit(id, (turn) => turn.effect(ring, { note: 'in time' }, { deadline: later(1_000) }));
    stand.now = later(1_000);
    const count = async ({ note }: { note: string }) => {
      calls += 1;
      return { note };
    };
    await using _ = stand.start(count, { giveUp: (_input, error) => (errors.push(error), { note: 'too late' }) });
    expect(await stand.until(id, (found) => found?.rung === 2)).to.include({ note: 'too late' });
    expect(calls).to.equal(0);
    expect(errors[0]).to.be.instanceOf(DeadlinePassed).with.property('attempts', 0);
    expect(await stand.rows()).to.deep.equal([]);
  });

  it('parks what is overdue when nobody knows what comes of it', async () => {
    await stand.submit(newId(), (turn) => turn.effect(ring, { note: 'in time' }, { deadline: later(1_000) }));
    stand.now = later(1_000);
    await using _ = stand.start(async ({ note }) => ({ note }));
    const [row] = await stand.untilRows(([found]) => Boolean(found?.parked_time));
    expect(row).to.include({ last_error: 'the deadline passed before the call was made' });
  });

  it('makes the call in time, and looks again at the deadline, not after the backoff', async () => {
    const id = newId();
    const deadline = later(100);
    const broken = async (): Promise<never> => {
      throw new Error('no answer');
    };
    await using _ = stand.start(broken, { giveUp: (_input, error) => ({ note: error.message }) });
    await stand.submit(id, (turn) => turn.effect(ring, { note: 'in time' }, { deadline }));
    const [row] = await stand.untilRows(([found]) => Boolean(found?.last_error));
    expect(row?.due_time).to.deep.equal(deadline);
    stand.now = deadline;
    expect((await stand.until(id, (found) => found?.rung === 2))?.note).to.equal('the deadline passed; calls begun before it: 1');
  });

  it('tries a reminder whose turn breaks again for hours, and it counts once when the defect is gone', async () => {
    const id = newId();
    let failures = 0;
    stand.before = () => {
      if ((failures += 1) <= 30) throw new TypeError('a defect');
    };
    await using _ = stand.start(async ({ note }) => ({ note }));
    await stand.submit(id, (turn) => turn.remind('later', stand.now));
    await hurryUntil((rows) => rows.length === 0);
    expect(await stand.bellOf(id)).to.include({ rung: 2, note: 'later' });
    expect(failures).to.equal(31);
  });

  it('parks a reminder that stays broken, after hours', async () => {
    const began = stand.now;
    stand.before = () => {
      throw new TypeError('a defect');
    };
    await using _ = stand.start(async ({ note }) => ({ note }));
    await stand.submit(newId(), (turn) => turn.remind('later', stand.now));
    const [row] = await hurryUntil(([found]) => Boolean(found?.parked_time));
    expect(row?.attempts).to.equal(48);
    expect(row?.last_error).to.equal('TURN_FAILED: Something went wrong on our side.');
    expect(stand.now.getTime() - began.getTime()).to.be.above(5 * HOUR_MS);
  });

  it('parks an outcome that a rule refuses at once, with the rule’s reason, and makes no second call', async () => {
    let calls = 0;
    stand.before = () => {
      throw new Failure(reject('BELL_SOLD', 'The bell was sold.'));
    };
    const count = async ({ note }: { note: string }) => {
      calls += 1;
      return { note };
    };
    await using _ = stand.start(count);
    await stand.submit(newId(), (turn) => turn.effect(ring, { note: 'ding' }));
    const [row] = await stand.untilRows(([found]) => Boolean(found?.parked_time));
    expect(row).to.include({ last_error: 'BELL_SOLD: The bell was sold.', attempts: 1 });
    expect(calls).to.equal(1);
  });

  it('takes a failure of the call for no verdict of a rule: the call is made again', async () => {
    const id = newId();
    let calls = 0;
    const refusing = async ({ note }: { note: string }) => {
      calls += 1;
      if (calls < 3) throw new Failure(reject('NOT_YET', 'Not yet.'));
      return { note };
    };
    await using _ = stand.start(refusing);
    await stand.submit(id, (turn) => turn.effect(ring, { note: 'third time' }));
    await hurryUntil((rows) => rows.length === 0);
    expect(await stand.bellOf(id)).to.include({ rung: 2, note: 'third time' });
    expect(calls).to.equal(3);
  });

  it('lets only the last to lease a row say how it ended', async () => {
    const { relay } = stand.database;
    await stand.submit(newId(), (turn) => turn.effect(ring, { note: 'slow' }));
    const [first] = await postgresEffects.leaseDue(relay, 1, 1_000, stand.now);
    // The first worker stops for longer than its lease, as in a long pause of its process; another takes over.
    stand.now = later(2_000);
    const [second] = await postgresEffects.leaseDue(relay, 1, 60_000, stand.now);
    expect([first?.attempts, second?.attempts]).to.deep.equal([1, 2]);
    await postgresEffects.postpone(relay, first?.id ?? '', 'late', 0, stand.now, 1);
    await postgresEffects.park(relay, first?.id ?? '', 'late', stand.now, 1);
    expect(await postgresEffects.leaseDue(relay, 1, 1_000, stand.now), 'still leased').to.deep.equal([]);
    expect((await stand.rows())[0]).to.include({ parked_time: null, last_error: null });
    // Without the number of the attempt the first would give the second's lease away.
    await postgresEffects.postpone(relay, first?.id ?? '', 'late', 0, stand.now);
    expect(await postgresEffects.leaseDue(relay, 1, 1_000, stand.now)).to.have.length(1);
  });

  it('interrupts a call that holds up a stop, and another worker makes it again', async () => {
    const id = newId();
    const begun = Promise.withResolvers<void>();
    // It does not listen to its signal.
    const hanging = async (): Promise<never> => {
      begun.resolve();
      return Promise.withResolvers<never>().promise;
    };
    const first = stand.start(hanging, { timeoutMs: 60_000, maxAttempts: 1, giveUp: () => ({ note: 'given up' }) });
    await stand.submit(id, (turn) => turn.effect(ring, { note: 'ding' }));
    await begun.promise;
    await first[Symbol.asyncDispose]();
    expect((await stand.rows())[0]).to.include({ lease_until: null, last_error: 'the service stopped during the call' });
    await using _ = stand.start(async ({ note }) => ({ note }));
    await hurryUntil((rows) => rows.length === 0);
    expect(await stand.bellOf(id)).to.include({ rung: 2, note: 'ding' });
  });

  it('continues the trace of the turn that asked: each attempt, and the turn of its outcome', async () => {
    const id = newId();
    const asking = telemetry.tracer.startSpan('asking');
    await using _ = stand.start(async ({ note }) => ({ note }));
    await stand.submit(id, (turn) => turn.effect(ring, { note: 'ding' }), trace.setSpan(ROOT_CONTEXT, asking));
    await stand.until(id, (found) => found?.rung === 2);
    await stand.mailbox.idle();
    await telemetry.forceFlush();
    const all = spans.getFinishedSpans().filter((span) => span.spanContext().traceId === asking.spanContext().traceId);
    const call = all.find(({ name }) => name === 'effect ring');
    const outcome = all.find(({ parentSpanContext }) => parentSpanContext?.spanId === call?.spanContext().spanId);
    expect(call?.attributes['berth.effect.attempt']).to.equal(1);
    expect(outcome?.name).to.contain('effect:ring');
    expect(context.active()).to.equal(ROOT_CONTEXT);
  });
});
