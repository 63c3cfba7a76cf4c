/**
 * Facts on their way to the audit log from where there is no transaction to write them in: what is alike within a minute is one
 * fact with a count, and only so many different ones are told apart, of each log a share, so that a storm of refusals can fill neither
 * memory nor log, and pushes nobody else's out.
 */
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { AuditActorKind, type AuditOutcome } from '#proto/berth/runtime/v1/audit_pb.ts';
import type { Clock } from '../clock.ts';
import type { NewId } from '../ids.ts';
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
  /** Different ones that are told apart at a time, by default a thousand; a log has a quarter of it, and a hundredth also when the others took all. */
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
/** Of the limit: what one log may take of it, and what each has in any case. */
const [SHARE, CERTAIN] = [1 / 4, 1 / 100];
/** Stands for those of a log that are too many to be told apart: counted, by outcome and reason. */
const CROWD = 'audit.not_told_apart';

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
  /** Kinds that are told apart, by log. */
  const apart = new Map<string, number>();
  const share = Math.ceil(limit * SHARE);
  const certain = Math.ceil(limit * CERTAIN);

  /** A flood in one log takes its share, and then no room from the others. */
  function isRoomIn(tenantId: string): boolean {
    const taken = apart.get(tenantId) ?? 0;
    return taken < certain || (taken < share && kinds.size < limit);
  }

  function count({ tenantId, action }: Occurrence, change: 1 | -1): void {
    if (action === CROWD) return;
    const taken = (apart.get(tenantId) ?? 0) + change;
    if (taken === 0) apart.delete(tenantId);
    else apart.set(tenantId, taken);
  }

  function add(occurrence: Occurrence): void {
    const kept = kinds.has(kindOf(occurrence)) || isRoomIn(occurrence.tenantId) ? occurrence : crowdOf(occurrence);
    const kind = kindOf(kept);
    if (!kinds.has(kind)) count(kept, 1);
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
        if (counted.count === 0 || how === 'all') {
          kinds.delete(kind);
          count(counted.occurrence, -1);
        }
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
const crowdOf = ({ tenantId, outcome, reason }: Occurrence): Occurrence => ({
  tenantId, actor: { kind: AuditActorKind.UNSPECIFIED }, action: CROWD, targets: [], outcome, reason, addressGroup: '', traceId: '',
});
