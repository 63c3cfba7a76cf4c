/**
 * How long a backlog takes after the broker was killed and came back: 50,000 events on 500 keys, until all are published
 * and until all are applied by a consuming service, each once and each key's in order.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { connect, headers as natsHeaders } from 'nats';
import { commitEvents } from '../../services/runtime/events/test-stand.ts';
import { outgoing, type TestEvent } from '../../services/runtime/events/test-events.ts';
import { newId } from '../../services/runtime/ids.ts';
import { lowerIsBetter, type Benchmark, type Report } from './benchmark.ts';
import { PUBLISHER, startEventStand, type EventStand } from './event-stand.ts';

const KEYS = 500;
const IN_FLIGHT = 64;

export const eventDrainBenchmark = (events: number): Benchmark => ({
  name: 'event_drain',
  about: `${events} events on ${KEYS} keys after the broker was killed: until all are published, until all are applied`,
  async run(report) {
    await using stand = await startEventStand();
    const seconds = await drain(stand, events, report);
    const bare = await bareSeconds(stand, events);
    const text = [`published in ${seconds.published.toFixed(1)} s`, `applied in ${seconds.applied.toFixed(1)} s`, `published while nobody consumes in ${seconds.alone.toFixed(1)} s`];
    report.line(`  ${text.join(', ')}; the broker alone takes ${bare.toFixed(1)} s`);
    const against = 'the same messages published and read by the bare client';
    return [
      lowerIsBetter({ name: 'event_drain_relay_alone', value: seconds.alone, unit: 's', reference: bare, against }),
      lowerIsBetter({ name: 'event_drain_published', value: seconds.published, unit: 's', reference: bare, against }),
      lowerIsBetter({ name: 'event_drain_applied', value: seconds.applied, unit: 's', reference: bare, against }),
    ];
  },
});

/** Events of all keys in turn, as they come from many turns. */
function backlogOf(events: number): TestEvent[] {
  const keys = Array.from({ length: KEYS }, newId);
  return Array.from({ length: events }, (_, index) => ({ key: keys[index % KEYS] ?? '', version: Math.floor(index / KEYS) + 1 }));
}

interface Seconds {
  readonly published: number;
  readonly applied: number;
  /** Published while nobody consumes. */
  readonly alone: number;
}

async function drain(stand: EventStand, events: number, report: Report): Promise<Seconds> {
  let applied = 0;
  let disordered = 0;
  const reactor = await stand.startReactor({
    onTurn: ({ envelope, before }) => void (disordered += envelope.keyVersion === BigInt(before + 1) ? 0 : 1),
    onApplied: () => void (applied += 1),
  });
  const relay = await stand.startRelay();
  await commitEvents(stand.publisher, PUBLISHER, [{ key: newId(), version: 1 }]);
  await until(() => applied === 1);
  const seconds = await comeBackTo(stand, backlogOf(events));
  const published = relay.idle().then(seconds);
  await until(() => applied === events + 1);
  const all = seconds();
  const [row] = await stand.reactor.relay.run<{ count: bigint; total: bigint }>('select count(*) as count, sum(applied) as total from bench_count');
  report.line(`  ${Number(row?.total) - 1} applied on ${Number(row?.count) - 1} keys, ${disordered} out of order`);
  const first = { published: await published, applied: all };
  await reactor[Symbol.asyncDispose]();
  const again = await comeBackTo(stand, backlogOf(events));
  return { ...first, alone: await relay.idle().then(again) };
}

/** Events are committed while the broker is away. Gives the seconds since it is back. */
async function comeBackTo(stand: EventStand, backlog: readonly TestEvent[]): Promise<() => number> {
  await kill(stand);
  for (let from = 0; from < backlog.length; from += 1_000) await commitEvents(stand.publisher, PUBLISHER, backlog.slice(from, from + 1_000));
  await stand.nats.start();
  const started = performance.now();
  return () => (performance.now() - started) / 1_000;
}

async function kill({ nats }: EventStand): Promise<void> {
  const died = nats.died();
  const pid = nats.pid();
  if (pid === undefined) throw new TypeError('the broker does not run');
  process.kill(pid, 'SIGKILL');
  await died;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}

/** Publishing with acknowledgements and reading with the client and nothing else. */
async function bareSeconds({ nats }: EventStand, events: number): Promise<number> {
  const connection = await connect({ servers: nats.url.replace('nats://', '') });
  try {
    await (await connection.jetstreamManager()).streams.add({ name: 'BARE', subjects: ['berth.bare.>'] });
    const stream = connection.jetstream();
    const rows = backlogOf(events).map((event) => outgoing('bare', event));
    const queue = rows.values();
    const started = performance.now();
    const worker = async (): Promise<void> => {
      for (const { subject, payload, headers } of queue) {
        const all = natsHeaders();
        for (const [name, value] of Object.entries(headers)) all.set(name, value);
        await stream.publish(subject, payload, { headers: all });
      }
    };
    const consumer = await (await connection.jetstream().consumers.get('BARE')).consume({ max_messages: 1_000 });
    const reading = (async () => {
      let seen = 0;
      for await (const message of consumer) {
        message.ack();
        if (++seen === events) return;
      }
    })();
    await Promise.all([reading, ...Array.from({ length: IN_FLIGHT }, worker)]);
    return (performance.now() - started) / 1_000;
  } finally {
    await connection.close();
  }
}

if (import.meta.main) {
  const line = (text: string): void => void process.stdout.write(`${text}\n`);
  for (const figure of await eventDrainBenchmark(Number(process.argv[2] ?? 50_000)).run({ line })) line(JSON.stringify(figure));
}
