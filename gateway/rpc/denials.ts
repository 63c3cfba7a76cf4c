/** What is refused at the edge gets into the audit log: spooled here, since the gateway has no database, and handed to the admin service until it has taken it. */
import { AuditIntakeService } from '#proto/berth/admin/v1/audit_intake_service_pb.ts';
import { AuditOutcome } from '#proto/berth/runtime/v1/audit_pb.ts';
import { refusalOf, type RefusedCall } from '#runtime/audit/calls.ts';
import { startDelivery } from '#runtime/audit/delivery.ts';
import { createSpool, type SpooledFact } from '#runtime/audit/spool.ts';
import { systemClock, type Clock } from '#runtime/clock.ts';
import { Failure } from '#runtime/errors.ts';
import { newId } from '#runtime/ids.ts';
import type { Logger } from '#runtime/logger.ts';
import type { RpcConnection } from '#runtime/rpc/connection.ts';

export interface DenialsOptions {
  /** To the admin service. */
  readonly intake: Pick<RpcConnection, 'unary'>;
  readonly logger: Logger;
  readonly clock?: Clock;
}

export interface Denials extends AsyncDisposable {
  /** A call was refused; only denials count. */
  note(call: RefusedCall, failure: Failure): void;
}

/** Facts of one request. */
const AT_ONCE = 500;
const DEADLINE_MS = 3_000;

/** Disposing it hands on what is left. */
export function startDenials({ intake, logger, clock = systemClock }: DenialsOptions): Denials {
  const spool = createSpool({ clock, newId });

  async function handOn(tenantId: string, facts: readonly SpooledFact[]): Promise<void> {
    const [first] = facts;
    if (!first) return;
    const caller = { tenantId, subject: 'service:gateway', roles: ['service'] } as const;
    // A batch that comes again is known by its first fact.
    const requestId = first.fact.id;
    try {
      await intake.unary(AuditIntakeService.method.recordDenials, { requestId, denials: facts.map(({ fact }) => fact) }, { caller, requestId, deadlineMs: DEADLINE_MS });
    } catch (error) {
      if (!(error instanceof Failure) || !FINAL.has(error.code)) throw error;
      if (error.code !== 'ALREADY_EXISTS') logger.error({ err: error, facts: facts.length }, 'the audit log refuses what was refused here');
    }
  }

  async function deliver(facts: readonly SpooledFact[]): Promise<void> {
    for (const [tenantId, own] of Map.groupBy(facts, (fact) => fact.tenantId)) {
      for (let begin = 0; begin < own.length; begin += AT_ONCE) await handOn(tenantId, own.slice(begin, begin + AT_ONCE));
    }
  }

  const delivery = startDelivery({ spool, clock, logger, deliver });
  return {
    note(call, failure) {
      const occurrence = refusalOf(call, failure);
      if (occurrence?.outcome === AuditOutcome.DENIED) spool.add(occurrence);
    },
    [Symbol.asyncDispose]: () => delivery[Symbol.asyncDispose](),
  };
}

/** Trying again does not help, or is not needed. */
const FINAL: ReadonlySet<string> = new Set(['ALREADY_EXISTS', 'INVALID_ARGUMENT']);
