/** One installation of Berth with its market and its log; scenarios run on it one after the other, each judged by itself. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { createRandom } from '../load/random.ts';
import { acknowledgedStays } from './invariants/i2-acknowledged-stays.ts';
import type { Evidence, Invariant } from './invariants/evidence.ts';
import { eventsArrive } from './invariants/i5-events-arrive.ts';
import { moneyAgrees } from './invariants/i3-money-agrees.ts';
import { noCrash } from './invariants/i10-no-crash.ts';
import { noDoubleBooking } from './invariants/i1-no-double-booking.ts';
import { nothingStuck } from './invariants/i6-nothing-stuck.ts';
import { repeatAs, repeatsAgree } from './invariants/i8-repeats-agree.ts';
import { tenantsApart } from './invariants/i7-tenants-apart.ts';
import { linearizable } from './invariants/i9-linearizable.ts';
import { toldOnce } from './invariants/i4-told-once.ts';
import { openCallLog } from './load/call-log.ts';
import type { Customer } from './load/customer.ts';
import { startLoad } from './load/load.ts';
import { openMarket } from './load/market.ts';
import { quiesce, type Rest } from './quiesce.ts';
import { openProbes } from './rig/probes.ts';
import type { Rig } from './rig/rig.ts';
import { watchUsage } from './rig/usage.ts';
import type { Injected, Scenario, Wishes } from './scenarios/scenario.ts';

/** What a scenario did, and what was found afterwards. */
export interface Verdict extends Injected {
  readonly scenario: string;
  readonly acknowledged: number;
  readonly refused: number;
  readonly unknown: number;
  readonly rest: Rest;
  /** What is broken, by invariant; those that hold are absent. */
  readonly broken: ReadonlyMap<string, readonly string[]>;
}

export const notRun = (scenario: string, reason: string): Verdict => ({
  scenario,
  faults: 0,
  recoveries: [],
  acknowledged: 0,
  refused: 0,
  unknown: 0,
  rest: { seconds: 0, moving: [] },
  broken: new Map([['not run', [reason]]]),
});

export interface PerformOptions {
  readonly seed: number;
  readonly short: boolean;
  readonly wishes: Wishes;
  say(line: string): void;
}

export interface Ensemble extends AsyncDisposable {
  perform(scenario: Scenario, options: PerformOptions): Promise<Verdict>;
  /** Keeps what the processes wrote. */
  keepLogs(): Promise<void>;
}

/** An effect whose worker was killed is taken up again when its lease ends, after up to 45 s. */
const REST_LIMIT_MS = 60_000;
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
  const owned = stack.move();
  return {
    async perform(scenario, { seed, short, wishes, say }) {
      const random = createRandom(seed);
      const first = log.calls.length;
      const load = await startLoad({ network: rig.network, url: rig.url, markets, log, seed });
      load.customers.forEach((customer) => customers.set(customer.customer, customer));
      const injected = await scenario.run({ rig, markets, probes, random, short, wishes, say }).finally(() => load.stop());
      const rest = await quiesce(evidence, REST_LIMIT_MS);
      const repeat = repeatAs((id) => customers.get(id)?.client);
      const invariants = [...ALWAYS, repeatsAgree(repeat, random), noCrash({ logs: rig.logs, usage: watch.usage })];
      const calls = log.calls.slice(first).filter(({ method }) => WRITES.has(method));
      const count = (outcome: string): number => calls.filter((call) => call.outcome === outcome).length;
      return {
        scenario: scenario.name,
        ...injected,
        acknowledged: count('ok'),
        refused: count('refused'),
        unknown: count('unknown'),
        rest,
        broken: await judge(invariants, evidence, [...(injected.problems ?? []), ...rest.moving.map((what) => `not at rest after ${REST_LIMIT_MS / 1000} s: ${what}`)]),
      };
    },
    keepLogs: () => cp(join(rig.network.settings.dataDir, 'logs'), join(folder, `${ground}-logs`), { recursive: true }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const ALWAYS: readonly Invariant[] = [noDoubleBooking, acknowledgedStays, moneyAgrees, toldOnce, eventsArrive, nothingStuck, tenantsApart, linearizable];

async function judge(invariants: readonly Invariant[], evidence: Evidence, limits: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
  const broken = new Map<string, readonly string[]>(limits.length > 0 ? [['limits', limits]] : []);
  for (const { name, check } of invariants) {
    const found = await check(evidence);
    if (found.length > 0) broken.set(name, found);
  }
  return broken;
}

function evidenceOf({ databases, network, subscribers, tracked }: Rig, calls: Evidence['calls'], tenants: readonly string[]): Evidence {
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
