/** Audit logs: one turn after the other appends to a tenant's log, many entries to a transaction. */
import type { AuditFact } from '#proto/berth/runtime/v1/audit_pb.ts';
import { AuditIntakeService } from '#proto/berth/admin/v1/audit_intake_service_pb.ts';
import { AuditService } from '#proto/berth/admin/v1/audit_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import type { Store, Turn } from '../../runtime/actor/types.ts';
import { FORGOTTEN_AT_ONCE } from '../db/audit-store.ts';
import { type Go, verifyLog } from '../effects/verify-audit-log.ts';
import { emptyChain, evolve, type AuditChain, type AuditChainEvent } from '../domain/audit-chain.ts';
import { auditChainKey } from '../keys.ts';
import { toCheckpoint, toEntries, toLog } from '../mapping.ts';

type AuditEvent = AuditChainEvent | { readonly type: 'begun'; readonly chain: AuditChain };
type AuditTurn = Turn<AuditChain | undefined, AuditEvent>;

const DAY_MS = 24 * 3_600_000;
const SOON_MS = 60_000;
const SELF = 'admin';

const behaviour = {
  initial: undefined,
  evolve(chain: AuditChain | undefined, event: AuditEvent): AuditChain | undefined {
    if (event.type === 'begun') return event.chain;
    return chain && evolve(chain, event);
  },
};

/** The turn's log, which begins with its first turn. */
function chainOf(turn: AuditTurn): AuditChain {
  if (turn.state) return turn.state;
  const { tenantId } = turn.caller;
  // A log that had turns before and has no row any more was taken away: it does not begin as if nothing had been.
  const chain = { ...emptyChain(tenantId), sealed: turn.version(auditChainKey(tenantId)) === 0n };
  turn.apply({ events: [{ type: 'begun', chain }] });
  turn.remind('lookAfter', new Date(turn.now.getTime() + DAY_MS));
  return chain;
}

/** Appends what `source` tells to the log of the turn's tenant. */
export function append(turn: AuditTurn, source: string, facts: readonly AuditFact[]): void {
  const { head } = chainOf(turn);
  turn.apply({ events: [{ type: 'appended', entries: toEntries(head, facts, { tenantId: turn.caller.tenantId, source, now: turn.now }) }] });
}

/** Once a day, and soon again while there is more to do. What is older than its time goes, and an entry says so; what is left is verified, from where that has come to. A log with a broken end keeps everything: it is evidence. */
function lookAfter(turn: AuditTurn): void {
  const { sealed, base, head, expired, reached } = chainOf(turn);
  const due = sealed && expired && expired.sequence > base.sequence;
  if (due) {
    const checkpoint = toCheckpoint(head, expired, { tenantId: turn.caller.tenantId, source: SELF, now: turn.now });
    turn.apply({ events: [{ type: 'forgotten', upTo: expired }, { type: 'appended', entries: [checkpoint] }] });
  }
  const more = due && expired.sequence - base.sequence >= BigInt(FORGOTTEN_AT_ONCE);
  if (!more) turn.effect(verifyLog, reached === undefined ? {} : { place: reached });
  turn.remind('lookAfter', new Date(turn.now.getTime() + (more ? SOON_MS : DAY_MS)));
}

/** What came of a verification is in the service's log; here it is only how far it came: it goes on from there, and begins anew once it was at the end. */
function verified(turn: AuditTurn, { place }: Go): void {
  const { reached } = chainOf(turn);
  if (place !== reached) turn.apply({ events: [{ type: 'verified', reached: place }] });
  if (place !== undefined) turn.remind('lookAfter', new Date(turn.now.getTime() + SOON_MS));
}

/** The actors of audit logs over one store: `intake` takes in what services tell, `retention` is for administrators. */
export function auditActors(store: Store<AuditChain>) {
  const shared = { state: single<AuditChain>('audit_chain', store), behaviour, reminders: { lookAfter }, outcomes: { verifyAuditLog: verified } };
  const intake = actor({
    ...shared,
    name: 'audit',
    service: AuditIntakeService,
    commands: {
      recordDenials: {
        route: (_request, _facts, { caller }) => [auditChainKey(caller.tenantId)],
        turn(turn, { denials }) {
          append(turn, turn.caller.subject.replace('service:', ''), denials);
          return {};
        },
      },
    },
  });
  const retention = actor({
    ...shared,
    name: 'audit-retention',
    service: AuditService,
    commands: {
      updateAuditRetention: {
        route: (_request, _facts, { caller }) => [auditChainKey(caller.tenantId)],
        turn(turn, { retentionDays, etag }) {
          const key = auditChainKey(turn.caller.tenantId);
          turn.expectEtag(key, etag);
          const chain = chainOf(turn);
          turn.apply({ events: [{ type: 'retentionChanged', days: retentionDays }] });
          return { log: toLog({ ...chain, retentionDays }, turn.version(key)) };
        },
      },
    },
  });
  return { intake, retention };
}

/** The actor that reactions run on. */
export type AuditIntake = ReturnType<typeof auditActors>['intake'];
