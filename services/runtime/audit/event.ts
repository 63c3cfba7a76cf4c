/** `audit.recorded` on its way into an outbox. Each fact is a key of its own with one event, so that no fact waits for another. */
import { create, getOption, toBinary } from '@bufbuild/protobuf';
import { event_name } from '#proto/berth/type/v1/event_pb.ts';
import { AuditRecordedSchema } from '#proto/berth/runtime/v1/audit_events_pb.ts';
import type { NewEvent } from '../actor/records.ts';
import { cloudEventHeaders, subjectOf } from '../events/envelope.ts';
import { toTypeId } from '../ids.ts';
import type { FactInit } from './facts.ts';

/** What an envelope says besides the fact. */
export interface AuditOrigin {
  /** The service that tells. */
  readonly service: string;
  readonly tenantId: string;
  /** The caller's subject. */
  readonly subject: string;
  readonly traceparent: string;
  readonly now: Date;
}

const TYPE = getOption(AuditRecordedSchema, event_name);

/** The event of a fact, whose `id` it has. */
export function auditEvent({ service, tenantId, subject, traceparent, now }: AuditOrigin, fact: FactInit & { readonly id: string }): NewEvent {
  const { id } = fact;
  const key = toTypeId('aud', id);
  return {
    id,
    tenantId,
    type: TYPE,
    key: id,
    keyVersion: 1n,
    subject: subjectOf({ service, type: TYPE, tenantId, key }),
    headers: cloudEventHeaders({
      id, type: TYPE, source: service, tenantId, key: id, keyVersion: 1n, time: now, actor: subject, traceparent, subject: key, schema: AuditRecordedSchema.typeName,
    }),
    payload: toBinary(AuditRecordedSchema, create(AuditRecordedSchema, { fact })),
  };
}
