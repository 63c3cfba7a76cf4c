/** One seed from beginning to end: things happen and go wrong, then the world comes to rest, then everything has to add up. */
import { pino } from 'pino';
import { EPOCH } from '#runtime/testing/simulation/process.ts';
import type { Bug } from './bugs/bug.ts';
import { sendCustomers } from './customers.ts';
import { passDay } from './day.ts';
import { unleash } from './faults.ts';
import { checkAcknowledged } from './invariants/acknowledged.ts';
import { checkCancelledDates } from './invariants/cancelled-dates.ts';
import { checkDay } from './invariants/day.ts';
import { checkEvents } from './invariants/events.ts';
import { checkHolds } from './invariants/holds.ts';
import { checkLimits } from './invariants/limits.ts';
import { checkLinearizability } from './invariants/linearizable.ts';
import { checkMoney } from './invariants/money.ts';
import { checkPlaces } from './invariants/places.ts';
import { checkPrices } from './invariants/prices.ts';
import { checkCompletions, checkReminders } from './invariants/reminders.ts';
import { checkSchedules } from './invariants/schedules.ts';
import { checkSeries } from './invariants/series.ts';
import { checkServing } from './invariants/serving.ts';
import { checkTimeWaits } from './invariants/time-waits.ts';
import { checkWaitlists } from './invariants/waitlist.ts';
import { idleMs, unrest } from './invariants/rest.ts';
import { createJournal, type Journal } from './journal.ts';
import { sendManagers } from './managers.ts';
import { sendWatchers, settleWatchers } from './watchers.ts';
import { createWorld, type World } from './world.ts';

/** What a seed came to. The same seed comes to the same, fingerprint included. */
export interface SeedResult {
  readonly seed: number;
  readonly events: number;
  readonly virtualMs: number;
  readonly fingerprint: number;
  readonly mishaps: Readonly<Record<string, number>>;
  /** Invariants that broke; a good seed has none. */
  readonly violations: readonly string[];
}

export interface SeedOptions {
  readonly bug?: Bug | undefined;
  readonly trace?: ((line: string) => void) | undefined;
}

/** How long a calm world may take to come to rest, leaps included: payments are looked up every half hour at the latest, and as long does an offer last. */
const REST_MS = 4 * 3_600_000;
const LOOK_MS = 5_000;
/** How long the calls and completions of the day may take. */
const DAY_MS = 600_000;

export async function runSeed(seed: number, { bug, trace }: SeedOptions = {}): Promise<SeedResult> {
  const ears: ((line: string) => void)[] = [];
  const logger = pino({ level: trace ? 'warn' : 'error', base: null, timestamp: false }, { write: (line: string) => ears.forEach((hears) => hears(line)) });
  const world = await createWorld({ seed, bug, trace, logger });
  const { scheduler } = world;
  ears.push((line) => hear(world, line));
  const journal = createJournal();
  sendCustomers(world, journal);
  sendManagers(world, journal);
  sendWatchers(world, journal);
  unleash(world);
  const over = watch(world, journal);
  const restBy = EPOCH + world.plan.activeMs + REST_MS;
  await scheduler.run({ untilMs: Infinity, done: () => over.rest || world.violations.length > 0 || world.databases.now() > restBy });
  if (!over.rest && world.violations.length === 0) world.violate('rest', `the world did not come to rest: ${unrest(world, journal).join(', ')}`);
  if (over.rest) checkAll(world, journal);
  if (over.rest && journal.watchers.length > 0) await goOn(world, journal, 'watchers', settleWatchers(world, journal));
  if (world.plan.seesTheDay && world.violations.length === 0) await seeDay(world, journal);
  const { events, fingerprint } = scheduler;
  return { seed, events, fingerprint, virtualMs: scheduler.now(), mishaps: Object.fromEntries(world.mishaps), violations: world.violations };
}

/** Looks every few seconds at what can be seen at any time, and whether all is done. */
function watch(world: World, journal: Journal): { rest: boolean } {
  const over = { rest: false };
  const look = (): void => {
    checkReminders(world);
    if (world.calm) {
      world.till.provider.settleRefunds();
      const restless = unrest(world, journal);
      over.rest = restless.length === 0;
      const idle = over.rest ? 0 : idleMs(world, restless);
      if (idle > LOOK_MS) leap(world, idle);
    }
    world.scheduler.later(LOOK_MS, 'look', look);
  };
  look();
  return over;
}

/** The bookings take place; then all of it has to add up once more. */
async function seeDay(world: World, journal: Journal): Promise<void> {
  if (!(await goOn(world, journal, 'the day', passDay(world, journal)))) return;
  checkDay(world, journal);
  checkEvents(world);
  checkReminders(world);
}

/** Lets time pass until this is done; false when something is broken, which may be that it did not end. */
async function goOn(world: World, journal: Journal, what: string, until: Promise<void>): Promise<boolean> {
  const { scheduler } = world;
  let isOver = false;
  void until.then(() => (isOver = true));
  await scheduler.run({ untilMs: scheduler.now() + DAY_MS, done: () => isOver || world.violations.length > 0 });
  if (!isOver && world.violations.length === 0) world.violate('rest', `${what} did not end: ${unrest(world, journal, 'with completions').join(', ')}`);
  return isOver;
}

/** Nothing would happen for so long: it is over at once. */
function leap({ databases, scheduler }: World, ms: number): void {
  scheduler.note(`LEAP over ${(ms / 60_000).toFixed(1)} minutes in which nothing happens`);
  databases.leap(ms);
}

function checkAll(world: World, journal: Journal): void {
  checkPlaces(world);
  checkCancelledDates(world);
  checkServing(world);
  checkPrices(world, journal);
  checkSeries(world, journal);
  checkLimits(world);
  checkHolds(world);
  checkSchedules(world, journal);
  checkAcknowledged(world, journal);
  checkLinearizability(world, journal);
  checkMoney(world);
  checkEvents(world);
  checkWaitlists(world, journal);
  checkTimeWaits(world, journal);
  checkCompletions(world);
}

/** Log lines that tell of a defect, as opposed to a fault that was planned. */
const DEFECTS = ['a turn failed unexpectedly', 'looking for due effects failed', 'an effect was parked', 'the broker refuses an event'];

function hear(world: World, line: string): void {
  const { level, msg = '', err }: { level: number; msg?: string; err?: { message?: string; stack?: string } } = JSON.parse(line);
  world.scheduler.note(`${level >= 50 ? 'ERROR' : 'warning'}: ${msg}${err?.message === undefined ? '' : `: ${err.message}`}`);
  if (level >= 50 && DEFECTS.some((defect) => msg.includes(defect))) world.violate('I10', `${msg}: ${err?.stack ?? err?.message ?? ''}`);
}
