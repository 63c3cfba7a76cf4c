/** A privileged change and its entry in the audit log are one transaction: the fact goes into the outbox with what it tells of. */
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { AuditOutcome } from '#proto/berth/runtime/v1/audit_pb.ts';
import type { Finished, NewEvent } from '../actor/records.ts';
import type { NewId } from '../ids.ts';
import { contextOfSpan, traceparentOf } from '../telemetry/propagation.ts';
import { auditEvent } from './event.ts';
import { mostOf, type FactInit } from './facts.ts';

/** What a submission says of itself when it is to be in the audit log. */
export interface AuditedAct {
  readonly actor: NonNullable<FactInit['actor']>;
  /** The RPC's full name. */
  readonly action: string;
  /** Ids in the request. What the turn tells others about is added. */
  readonly targets: readonly string[];
}

/** Events of the turns that changed something which the audit log keeps. */
export const actEvents = (service: string, finished: readonly Finished[], now: Date, newId: NewId): NewEvent[] =>
  finished.flatMap(({ pending: { submission, span }, records }) => {
    const { audited, caller } = submission;
    if (!audited) return [];
    return auditEvent(
      { service, tenantId: caller.tenantId, subject: caller.subject, traceparent: traceparentOf(contextOfSpan(span)), now },
      {
        id: newId(),
        time: timestampFromDate(now),
        actor: audited.actor,
        action: audited.action,
        targets: mostOf([...audited.targets, ...records.events.map(({ subject }) => subject)]),
        outcome: AuditOutcome.DONE,
        traceId: span.spanContext().traceId,
        count: 1,
      },
    );
  });
