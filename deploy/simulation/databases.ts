/** The services' databases: each statement is a moment at which others may come in between, or the connection may break. */
import type { Clock } from '#runtime/clock.ts';
import type { Fault, Operation } from '#runtime/testing/memory/connection.ts';
import { createMemoryServer, type MemoryServer } from '#runtime/testing/memory/server.ts';
import { EPOCH } from '#runtime/testing/simulation/process.ts';
import type { Owner } from '#runtime/testing/simulation/scheduler.ts';
import { bookingStatement } from './booking/statements.ts';
import type { Ground } from './ground.ts';
import { paymentStatement } from './payment/stores.ts';

export interface Databases {
  readonly booking: MemoryServer;
  readonly payment: MemoryServer;
  /** Statements of this process are its own: they end with it, and wait when it stands still. */
  readonly owners: Map<string, Owner>;
  /** Nobody can reach the database for so long. */
  shut(service: 'booking' | 'payment', ms: number): void;
  /** What the databases take for the time. */
  now(): number;
  /** Time passes in which nothing happens: processes and customers notice by what is due afterwards. */
  leap(ms: number): void;
  /** From now on statements take time. */
  open(): void;
}

/** Statements whose order among transactions decides. */
const ALWAYS_APART: ReadonlySet<string> = new Set(['anchors.lock', 'anchors.read', 'commit', 'effects.lease', 'outbox.unpublished', 'outbox.mark', 'leader.take']);

export function createDatabases(ground: Ground): Databases {
  const { scheduler, plan } = ground;
  const { random } = scheduler;
  const owners = new Map<string, Owner>();
  const shutUntil = { booking: 0, payment: 0 };
  let isOpen = false;
  let leapt = 0;
  const time = (): number => EPOCH + scheduler.now() + leapt;
  const clock: Clock = {
    now: () => new Date(time()),
    monotonic: () => scheduler.now(),
    after: (ms, callback) => scheduler.later(ms, 'database timer', callback),
  };

  const pauseAt = (service: 'booking' | 'payment') => ({ client, statement }: Operation): Promise<Fault | undefined> | undefined => {
    const isShut = (): boolean => scheduler.now() < shutUntil[service];
    if (!isOpen || (!isShut() && !ALWAYS_APART.has(statement) && !random.chance(plan.interleaving))) return undefined;
    return new Promise((resolve) => {
      scheduler.later(random.between(0.1, 3), statement, () => resolve(isShut() ? 'lost before' : mishapOf(statement)), owners.get(client));
    });
  };

  function mishapOf(statement: string): Fault | undefined {
    if (ground.calm || !random.chance(plan.statementMishap)) return undefined;
    const mishap = random.pick(['lost before', 'lost after', 'half open'] as const);
    ground.count(`database: statement ${mishap}`);
    scheduler.note(`${statement}: ${mishap}`);
    return mishap;
  }

  const booking: MemoryServer = createMemoryServer({ clock, pause: pauseAt('booking'), statement: bookingStatement(() => booking.state) });
  const payment: MemoryServer = createMemoryServer({ clock, pause: pauseAt('payment'), statement: paymentStatement(() => payment.state) });
  return {
    booking,
    payment,
    owners,
    shut(service, ms) {
      shutUntil[service] = scheduler.now() + ms;
      (service === 'booking' ? booking : payment).restart();
    },
    now: time,
    leap: (ms) => void (leapt += ms),
    open: () => void (isOpen = true),
  };
}
