/**
 * How long an event takes from the commit of the turn that tells it to the commit of the turn that another service makes
 * of it: outbox, relay, broker and consumer in between, Postgres durable on both sides. At a modest rate and at a high one.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'nats';
import pg from 'pg';
import { newId } from '../../services/runtime/ids.ts';
import { lowerIsBetter, type Benchmark, type Figure, type Report } from './benchmark.ts';
import { startEventStand, type EventStand } from './event-stand.ts';

const RATES = [50, 500] as const;
const KEYS = 200;
const SAMPLES = 200;
const TARGET_MS = 15;

export const eventLagBenchmark = (secondsEach: number): Benchmark => ({
  name: 'event_lag',
  about: `milliseconds from the commit of a turn to the commit of the turn that its event causes elsewhere, at ${RATES.join(' and ')} events a second`,
  async run(report) {
    await using stand = await startEventStand();
    const watch = await startWatch(stand);
    const figures: Figure[] = [];
    // Connections are opened, statements prepared and code compiled before anything counts.
    await watch.run(RATES[0], 3);
    for (const rate of RATES) figures.push(...(await measure(stand, watch, rate, secondsEach, report)));
    return figures;
  },
});

interface Watch {
  /** Keeps a rate for some seconds and waits for everything to be applied. Gives each event's milliseconds. */
  run(rate: number, seconds: number): Promise<number[]>;
}

async function startWatch(stand: EventStand): Promise<Watch> {
  /** When the telling turn of an event was committed, by key and version. */
  const committed = new Map<string, number>();
  const applied = new Map<string, number>();
  const addresses = new Map<string, string>();
  await stand.startReactor({
    onTurn: ({ envelope }) => void addresses.set(envelope.id, `${envelope.key}/${envelope.keyVersion}`),
    onApplied: (id) => void applied.set(addresses.get(id) ?? '', performance.now()),
  });
  const tell = await stand.startPublisher();
  const keys = Array.from({ length: KEYS }, newId);
  const versions = new Map<string, number>();

  async function one(key: string): Promise<void> {
    const version = (versions.get(key) ?? 0) + 1;
    versions.set(key, version);
    await tell(key);
    committed.set(`${key}/${version}`, performance.now());
  }

  return {
    async run(rate, seconds) {
      for (const map of [committed, applied, addresses]) map.clear();
      const telling: Promise<void>[] = [];
      const started = performance.now();
      for (let sent = 0; sent < rate * seconds; ) {
        const due = Math.floor(((performance.now() - started) / 1_000) * rate);
        for (; sent <= due && sent < rate * seconds; sent += 1) telling.push(one(keys[sent % KEYS] ?? ''));
        await delay(1);
      }
      await Promise.all(telling);
      while (applied.size < telling.length) await delay(5);
      return [...applied].map(([address, time]) => Math.max(0, time - (committed.get(address) ?? time)));
    },
  };
}

async function measure(stand: EventStand, watch: Watch, rate: number, seconds: number, report: Report): Promise<Figure[]> {
  const before = await bareMs(stand);
  const lags = await watch.run(rate, seconds);
  const after = await bareMs(stand);
  const [p50, p99, bare] = [percentile(lags, 50), percentile(lags, 99), (before + after) / 2];
  report.line(`  at ${rate}/s: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms of ${lags.length} events; bare message and empty commit ${bare.toFixed(1)} ms; p50 is to be at most ${TARGET_MS} ms`);
  const against = 'a bare message there and an empty commit, p50';
  return [
    lowerIsBetter({ name: `event_lag_p50_at_${rate}`, value: p50, unit: 'ms', reference: bare, against }),
    lowerIsBetter({ name: `event_lag_p99_at_${rate}`, value: p99, unit: 'ms', reference: bare, against }),
  ];
}

function percentile(samples: readonly number[], percent: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

/** What nothing can be faster than: a message from one connection to another, then a commit that the disk has. */
async function bareMs({ nats, postgres }: EventStand): Promise<number> {
  const servers = nats.url.replace('nats://', '');
  const [sender, receiver] = [await connect({ servers }), await connect({ servers })];
  const client = new pg.Client({ connectionString: postgres.adminUrl });
  await client.connect();
  try {
    const messages = receiver.subscribe('bare')[Symbol.asyncIterator]();
    await receiver.flush();
    const samples: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample += 1) {
      const started = performance.now();
      sender.publish('bare');
      await messages.next();
      await client.query({ name: 'empty', text: `select pg_logical_emit_message(true, 'bench', '')` });
      samples.push(performance.now() - started);
    }
    return percentile(samples, 50);
  } finally {
    await client.end();
    await Promise.all([sender.close(), receiver.close()]);
  }
}

if (import.meta.main) {
  const line = (text: string): void => void process.stdout.write(`${text}\n`);
  for (const figure of await eventLagBenchmark(Number(process.argv[2] ?? 10)).run({ line })) line(JSON.stringify(figure));
}
