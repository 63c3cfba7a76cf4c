/** What a seed is about: which shop, which customers, and what goes wrong how often. Every seed has its own mixture, and some have none of a kind. */
import type { BrokerMishaps } from '#runtime/testing/simulation/broker.ts';
import type { Random } from '#runtime/testing/simulation/random.ts';
import type { ProviderMishaps } from './payment/stripe-api.ts';

/** Faults that happen to the world as a whole, or to one process of it. */
export const FAULTS = [
  'crash', 'power loss', 'restart', 'pause', 'clock jump', 'database connections', 'database restart', 'database outage', 'broker connection', 'broker power cut',
  'broker store wiped', 'consumer deleted', 'provider outage',
] as const;

export type FaultKind = (typeof FAULTS)[number];

export interface PlannedFault {
  readonly atMs: number;
  readonly kind: FaultKind;
}

export interface PlannedLimits {
  /** Of each customer, on one day. */
  readonly perCustomer: number | undefined;
  /** Of all together, ever. */
  readonly inTotal: number | undefined;
}

export interface Plan {
  readonly tenants: number;
  /** Places of each tenant's session. */
  readonly capacity: number;
  /** Members of staff of each tenant. */
  readonly staff: number;
  /** Rooms of each tenant: a time with staff takes one of them as well. None: it takes no room. */
  readonly rooms: number;
  /** Before and after a time with staff nobody else may have them for so long. */
  readonly bufferMinutes: number;
  /** Guests who may share a time with staff; 1: nobody does, it is no class. */
  readonly classPlaces: number;
  readonly customers: number;
  /** Changes that whoever runs a shop makes meanwhile. */
  readonly edits: number;
  /** How many of the customers want the session, and not a time with staff. */
  readonly wantSession: number;
  /** How many of the customers want several dates at once. */
  readonly wantSeries: number;
  /** How often each shop's visitor looks at what can be had and at every change of it, for a while each time. */
  readonly watches: number;
  /** How many living bookings there may be of the service, and of the event, where that is limited. */
  readonly limits: PlannedLimits;
  /** How often whoever has a place gives it back, besides those who do anyhow: then others wait for it. */
  readonly fickle: number;
  /** Most customers arrive within so long: the shorter, the more they get in each other's way. */
  readonly rushMs: number;
  /** For so long customers come and things go wrong; then all is calm, and has to come to rest. */
  readonly activeMs: number;
  readonly holdMinutes: number;
  /** Whether sessions are paid for online; otherwise at the desk, and whoever books is confirmed at once. */
  readonly sessionsPaidOnline: boolean;
  /** Whether the story goes on until the bookings are over. */
  readonly seesTheDay: boolean;
  readonly paymentProcesses: number;
  /** How often a statement is a moment at which others may come in between; locks and commits always are. */
  readonly interleaving: number;
  readonly statementMishap: number;
  readonly rpcMishap: number;
  readonly broker: BrokerMishaps;
  readonly provider: ProviderMishaps;
  readonly faults: readonly PlannedFault[];
}

export function planOf(random: Random): Plan {
  const activeMs = random.between(15_000, 75_000);
  const often = random.pick([0, 0.01, 0.04]);
  // Half of the kinds in one seed: some bugs only show where nothing else gets in their way.
  const sometimes = (probability: number): number => (random.chance(0.5) ? probability : 0);
  // In every fourth seed all want the same few places, and give them back: a waitlist, of a session or of somebody's time.
  const isQueue = random.chance(0.25);
  const isTimeQueue = isQueue && random.chance(0.5);
  const kinds = FAULTS.filter(() => random.chance(0.4));
  const isClass = !isQueue && random.chance(0.3);
  const isSeries = !isQueue && random.chance(0.25);
  return {
    tenants: isQueue ? 1 : 1 + random.below(2),
    capacity: isQueue ? 1 + random.below(2) : 1 + random.below(3),
    staff: isTimeQueue ? 1 : 1 + random.below(2),
    rooms: random.below(3),
    bufferMinutes: random.pick([0, 0, 15]),
    classPlaces: isClass ? 2 + random.below(2) : 1,
    customers: isQueue ? 3 + random.below(3) : (isClass ? 2 : 1) + random.below(isClass || isSeries ? 2 : 4),
    wantSession: isTimeQueue ? 0.1 : isQueue ? 0.9 : isClass ? 0.2 : 0.5,
    watches: random.chance(0.12) ? 1 + random.below(3) : 0,
    limits: isQueue || isClass || random.chance(0.5) ? { perCustomer: undefined, inTotal: undefined } : { perCustomer: random.pick([undefined, 1, 1]), inTotal: random.pick([undefined, undefined, 2]) },
    wantSeries: isSeries ? 0.5 : 0,
    edits: random.chance(0.4) ? 1 + random.below(3) : 0,
    fickle: isQueue ? 0.5 : isClass ? 0.3 : 0,
    rushMs: random.pick([10, 300, 5_000]),
    activeMs,
    holdMinutes: 1,
    seesTheDay: random.chance(0.3),
    sessionsPaidOnline: random.chance(isQueue ? 0.5 : 0.9),
    paymentProcesses: 1 + random.below(2),
    interleaving: random.pick([0, 0.2, 1]),
    statementMishap: sometimes(often / 4),
    rpcMishap: sometimes(often * 4),
    broker: {
      lostRequest: sometimes(often), lostAnswer: sometimes(often), lostVerdict: sometimes(often), doubled: sometimes(often * 2),
      reordered: sometimes(often * 5), slow: sometimes(often),
    },
    provider: { lostCall: sometimes(often * 2), lostAnswer: sometimes(often * 2), slow: sometimes(often * 2) },
    faults: kinds.length === 0 ? [] : Array.from({ length: random.below(7) }, () => ({ atMs: random.between(0, activeMs), kind: random.pick(kinds) })).toSorted((a, b) => a.atMs - b.atMs),
  };
}
