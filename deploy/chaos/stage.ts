/** One installation of Berth with its market and its log; scenarios run on it one after the other and are judged afterwards. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom, type Random } from '../load/random.ts';
import type { Evidence, Invariant } from './invariants/evidence.ts';
import { INVARIANTS } from './invariants/invariants.ts';
import { repeatAs, repeatsAgree } from './invariants/i8-repeats-agree.ts';
import { noCrash } from './invariants/i10-no-crash.ts';
import { openCallLog } from './load/call-log.ts';
import type { Customer } from './load/customer.ts';
import { startLoad } from './load/load.ts';
import { openMarket } from './load/market.ts';
import { quiesce, type Rest } from './quiesce.ts';
import { openProbes } from './rig/probes.ts';
import type { Rig } from './rig/rig.ts';
import { watchUsage } from './rig/usage.ts';
import type { Injected, Scenario, Wishes } from './scenarios/scenario.ts';

/** What a scenario did, and what its customers were told meanwhile. */
export interface Performance extends Injected {
  readonly scenario: string;
  /** Attempts at writes. */
  readonly acknowledged: number;
  readonly refused: number;
  readonly unknown: number;
}

/** What was found after some scenarios. */
export interface Judgement {
  readonly performances: readonly Performance[];
  readonly rest: Rest;
  /** What is broken, by invariant; those that hold are absent. */
  readonly broken: ReadonlyMap<string, readonly string[]>;
}

export interface PerformOptions {
  readonly seed: number;
  readonly short: boolean;
  readonly wishes: Wishes;
  say(line: string): void;
}

export interface Ensemble extends AsyncDisposable {
  /** Runs the scenarios under load, then lets everything come to rest and looks. */
  perform(scenarios: readonly Scenario[], options: PerformOptions): Promise<Judgement>;
  /** Keeps what the processes wrote. */
  keepLogs(): Promise<void>;
}

/** An effect whose worker was killed is taken up again when its lease ends, after up to 45 s. */
const REST_MS = 60_000;
/** A short run may share its machine, and is about what is lost, not about how long it takes. */
const SHORT_REST_MS = 180_000;
const PAUSE_MS = 500;
const WRITES = new Set(['CreateBooking', 'CancelBooking']);

/** `folder` is outside of everything that is broken. */
export async function gather(rig: Rig, folder: string, ground: string): Promise<Ensemble> {
  await using stack = new AsyncDisposableStack();
  const log = stack.use(openCallLog(join(folder, `${ground}-calls.jsonl`)));
  const markets = [await openMarket(rig.network), await openMarket(rig.network)];
  const [home] = markets;
  if (!home) throw new RangeError('no market');
  const probes = await openProbes(rig, home);
  const customers = new Map<string, Customer>();
  const watch = stack.use(watchUsage(rig.targets));
  const evidence = evidenceOf(rig, log.calls, markets.map(({ shop }) => shop.tenantId));
  const invariantsWith = (random: Random): Invariant[] => [
    ...INVARIANTS,
    repeatsAgree(repeatAs((id) => customers.get(id)?.client), random),
    noCrash({ logs: rig.logs, usage: watch.usage }),
  ];
  const owned = stack.move();
  return {
    async perform(scenarios, options) {
      const random = createRandom(options.seed);
      const pauseMs = Math.min(...scenarios.map((scenario) => scenario.pauseMs ?? PAUSE_MS));
      const load = await startLoad({ network: rig.network, url: rig.url, markets, log, seed: options.seed, pauseMs });
      load.customers.forEach((customer) => customers.set(customer.customer, customer));
      const performances: Performance[] = [];
      try {
        for (const scenario of scenarios) {
          options.say(`\n${scenario.name}: ${scenario.what}`);
          const first = log.calls.length;
          const injected = await scenario.run({ ...options, rig, markets, probes, random }).catch(brokenOff);
          performances.push({ scenario: scenario.name, ...injected, ...countsOf(log.calls.slice(first)) });
        }
      } finally {
        await load.stop();
      }
      const limitMs = options.short ? SHORT_REST_MS : Math.max(REST_MS, ...scenarios.map(({ restMs = 0 }) => restMs));
      const rest = await quiesce(evidence, limitMs);
      const late = rest.moving.map((what) => `not at rest after ${limitMs / 1000} s: ${what}`);
      const limits = [...performances.flatMap(({ problems = [] }) => problems), ...late];
      return { performances, rest, broken: await judge(invariantsWith(random), evidence, limits) };
    },
    keepLogs: () => keepLogs(rig.network.settings.dataDir, join(folder, `${ground}-logs`)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function keepLogs(dataDir: string, to: string): Promise<void> {
  await cp(join(dataDir, 'logs'), to, { recursive: true });
  for (const server of ['postgres', 'nats']) await cp(join(dataDir, server, `${server}.log`), join(to, `${server}.log`));
}

/** What cannot even be done to the end is judged too. */
function brokenOff(error: unknown): Injected {
  const reason = error instanceof Error ? `${error.message}${error.cause instanceof Error ? ` (${error.cause.message})` : ''}` : String(error);
  return { faults: 0, recoveries: [], problems: [`broken off: ${reason}`] };
}

function countsOf(calls: Evidence['calls']): Pick<Performance, 'acknowledged' | 'refused' | 'unknown'> {
  const writes = calls.filter(({ method }) => WRITES.has(method));
  const count = (outcome: string): number => writes.filter((call) => call.outcome === outcome).length;
  return { acknowledged: count('ok'), refused: count('refused'), unknown: count('unknown') };
}

async function judge(invariants: readonly Invariant[], evidence: Evidence, limits: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const broken = new Map<string, readonly string[]>(limits.length > 0 ? [['limits', limits]] : []);
  for (const { name, check } of invariants) {
    const found = await check(evidence);
    if (found.length > 0) broken.set(name, found);
  }
  return broken;
}

/** What there is to look at, with the customers' log. */
export function evidenceOf({ databases, network, subscribers, tracked }: Pick<Rig, 'databases' | 'network' | 'subscribers' | 'tracked'>, calls: Evidence['calls'], tenants: readonly string[]): Evidence {
  const { stripe } = network.berth.providers.sandboxes;
  if (!stripe) throw new TypeError('chaos needs the sandbox of Stripe');
  return {
    calls,
    tenants,
    services: databases.services,
    rows: databases.rows,
    payments: () => stripe.payments(Number.MAX_SAFE_INTEGER),
    deliveries: () => stripe.webhooks.deliveries(),
    tracked,
    subscribers,
  };
}
