/**
 * Facts on their way to the audit log from where there is no transaction to write them in: what is alike within a minute is one
 * fact with a count, and only so many different ones are told apart, so that a storm of refusals can fill neither memory nor log.
 */
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { AuditActorKind, type AuditOutcome } from '#proto/berth/runtime/v1/audit_pb.ts';
import type { Clock } from '../clock.ts';
import { PLATFORM_TENANT, type NewId } from '../ids.ts';
import { mostOf, type FactInit } from './facts.ts';

/** Something that happened once. */
export interface Occurrence {
  readonly tenantId: string;
  readonly actor: NonNullable<FactInit['actor']>;
  readonly action: string;
  readonly targets: readonly string[];
  readonly outcome: AuditOutcome;
  readonly reason: string;
  readonly addressGroup: string;
  readonly traceId: string;
}

/** A fact and whose log it belongs to. */
export interface SpooledFact {
  readonly tenantId: string;
  readonly fact: FactInit & { readonly id: string };
}

export interface SpoolOptions {
  readonly clock: Clock;
  readonly newId: NewId;
  /** Different ones in a minute; those beyond it are told apart by outcome and reason only. */
  readonly limit?: number;
}

export interface Spool {
  add(occurrence: Occurrence): void;
  /** Facts that are due: the first of its kind at once, what came since a minute after it. With `all`, whatever there is. */
  take(how?: 'all'): SpooledFact[];
  /** True when there is anything to take, now or later. */
  readonly isEmpty: boolean;
}

const WINDOW_MS = 60_000;
const LIMIT = 1_000;

interface Counted {
  readonly occurrence: Occurrence;
  readonly targets: Set<string>;
  /** Not taken yet. */
  count: number;
  /** Of the first that was not taken yet. */
  since: Date;
  /** When the last was taken; nothing at first. */
  takenAt: number | undefined;
}

export function createSpool({ clock, newId, limit = LIMIT }: SpoolOptions): Spool {
  const kinds = new Map<string, Counted>();

  function add(occurrence: Occurrence): void {
    const kept = kinds.has(kindOf(occurrence)) || kinds.size < limit ? occurrence : crowdOf(occurrence);
    const kind = kindOf(kept);
    const known = kinds.get(kind) ?? { occurrence: kept, targets: new Set<string>(), count: 0, since: clock.now(), takenAt: undefined };
    if (known.count === 0) known.since = clock.now();
    known.count += 1;
    if (known.targets.size < TARGETS) for (const target of kept.targets) known.targets.add(target);
    kinds.set(kind, known);
  }

  const isDue = ({ takenAt }: Counted): boolean => takenAt === undefined || clock.monotonic() - takenAt >= WINDOW_MS;

  function factOf(counted: Counted): SpooledFact {
    const { occurrence: { tenantId, targets: _, ...rest }, count, since, targets } = counted;
    return { tenantId, fact: { ...rest, id: newId(), time: timestampFromDate(since), targets: mostOf([...targets]), count } };
  }

  return {
    add,
    take(how) {
      const facts: SpooledFact[] = [];
      for (const [kind, counted] of kinds) {
        if (how !== 'all' && !isDue(counted)) continue;
        if (counted.count > 0) facts.push(factOf(counted));
        if (counted.count === 0 || how === 'all') kinds.delete(kind);
        counted.count = 0;
        counted.targets.clear();
        counted.takenAt = clock.monotonic();
      }
      return facts;
    },
    get isEmpty() {
      return kinds.size === 0;
    },
  };
}

const TARGETS = 16;

const kindOf = ({ tenantId, actor, action, outcome, reason, addressGroup }: Occurrence): string =>
  JSON.stringify([tenantId, actor.kind, actor.id, actor.onBehalfOf, action, outcome, reason, addressGroup]);

/** What is left of one of too many: that it happened, and why. */
const crowdOf = ({ outcome, reason }: Occurrence): Occurrence => ({
  tenantId: PLATFORM_TENANT, actor: { kind: AuditActorKind.UNSPECIFIED }, action: '', targets: [], outcome, reason, addressGroup: '', traceId: '',
});
