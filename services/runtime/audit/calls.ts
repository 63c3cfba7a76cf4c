/** What the audit log hears of the calls that a service serves: acts with their turn, looks and refusals through the spool. */
import type { DescMethod, Message } from '@bufbuild/protobuf';
import { trace, type Context } from '@opentelemetry/api';
import { AuditOutcome } from '#proto/berth/runtime/v1/audit_pb.ts';
import type { Caller } from '../actor/types.ts';
import type { Failure } from '../errors.ts';
import { PLATFORM_TENANT, tryTypeId } from '../ids.ts';
import type { ServerCall } from '../rpc/call.ts';
import type { AuditedAct } from './acts.ts';
import { actionOf, auditActorOf, outcomeOf, targetsIn } from './facts.ts';
import { callsAsOperator, notableOf } from './policy.ts';
import type { Occurrence } from './spool.ts';

/** A call that got as far as it got. */
export interface RefusedCall {
  readonly method: DescMethod;
  /** Absent when the call could not say who makes it. */
  readonly caller?: Caller | undefined;
  readonly context: Context;
  /** Absent when nobody looked at it. */
  readonly request?: Message | undefined;
  /** Where it comes from, as far as that is known. */
  readonly addressGroup?: string;
}

export interface CallAudit {
  /** What the turn of a command has to leave in the log; `undefined` when nothing. */
  actOf(call: ServerCall): AuditedAct | undefined;
  /** A call that has no turn was answered. */
  answered(call: ServerCall): void;
  /** A call was refused, or failed. */
  refused(call: RefusedCall, failure: Failure): void;
}

/** `note` takes what has no transaction. */
export function createCallAudit(note: (occurrence: Occurrence) => void): CallAudit {
  return {
    actOf: ({ method, caller, request }) =>
      notableOf(method, caller) === 'act' ? { actor: auditActorOf(caller, request), action: actionOf(method), targets: targetsIn(method.input, request) } : undefined,
    answered(call) {
      if (notableOf(call.method, call.caller)) note(occurrenceOf(call, AuditOutcome.DONE, ''));
    },
    refused(call, failure) {
      const occurrence = refusalOf(call, failure);
      if (occurrence) note(occurrence);
    },
  };
}

/** What a refusal is to the log: each denial is kept, other failures only of acts. */
export function refusalOf(call: RefusedCall, failure: Failure): Occurrence | undefined {
  const outcome = outcomeOf(failure);
  if (outcome === undefined) return undefined;
  const acts = call.caller !== undefined && notableOf(call.method, call.caller) === 'act';
  return outcome === AuditOutcome.DENIED || acts ? occurrenceOf(call, outcome, failure.reason) : undefined;
}

/** Whose log it belongs in: the caller's; what operators look at is that of the business they name, and the platform's when they name none. */
function logOf({ method, caller, request }: Pick<RefusedCall, 'method' | 'caller' | 'request'>): string {
  if (!caller) return PLATFORM_TENANT;
  if (!callsAsOperator(method, caller)) return caller.tenantId;
  const named: unknown = request && Reflect.get(request, 'tenantId');
  return (typeof named === 'string' && tryTypeId('tnt', named)) || PLATFORM_TENANT;
}

const occurrenceOf = ({ method, caller, context, request, addressGroup = '' }: RefusedCall, outcome: AuditOutcome, reason: string): Occurrence => ({
  tenantId: logOf({ method, caller, request }),
  actor: auditActorOf(caller, request),
  action: actionOf(method),
  targets: request ? targetsIn(method.input, request) : [],
  outcome,
  reason,
  addressGroup,
  traceId: trace.getSpanContext(context)?.traceId ?? '',
});
