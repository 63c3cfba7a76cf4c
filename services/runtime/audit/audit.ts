/** A service's side of the audit log: acts go with their turns, everything else through a spool into the outbox. */
import type { RecordTable } from '../actor/records.ts';
import { postgresRecords } from '../actor/records.ts';
import { systemClock, type Clock } from '../clock.ts';
import type { Query } from '../db/query.ts';
import { newId as randomId, type NewId } from '../ids.ts';
import type { Logger } from '../logger.ts';
import { quietly } from '../telemetry/quiet.ts';
import { traceparentOf } from '../telemetry/propagation.ts';
import { createCallAudit, type CallAudit } from './calls.ts';
import { startDelivery } from './delivery.ts';
import { auditEvent } from './event.ts';
import { createSpool, type SpooledFact } from './spool.ts';
import { ROOT_CONTEXT } from '@opentelemetry/api';

export interface AuditOptions {
  readonly service: string;
  /** Of all tenants. */
  readonly relay: Query;
  readonly logger: Logger;
  /** After facts were written into the outbox. */
  readonly onWritten: () => void;
  readonly table?: Pick<RecordTable, 'appendEvents'>;
  readonly clock?: Clock;
  readonly newId?: NewId;
}

/** Starts to listen. Disposing it, after the last call, writes what is left. */
export function startAudit({ service, relay, logger, onWritten, table = postgresRecords, clock = systemClock, newId = randomId }: AuditOptions): CallAudit & AsyncDisposable {
  const spool = createSpool({ clock, newId });

  async function deliver(facts: readonly SpooledFact[]): Promise<void> {
    const now = clock.now();
    const origin = { service, subject: `service:${service}`, traceparent: traceparentOf(ROOT_CONTEXT), now };
    const events = facts.map(({ tenantId, fact }) => auditEvent({ ...origin, tenantId }, fact));
    await quietly(() => table.appendEvents(relay, events, now));
    onWritten();
  }

  const delivery = startDelivery({ spool, clock, logger, deliver });
  return { ...createCallAudit((occurrence) => spool.add(occurrence)), [Symbol.asyncDispose]: () => delivery[Symbol.asyncDispose]() };
}
