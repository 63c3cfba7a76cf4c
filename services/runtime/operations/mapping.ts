/** Dead letters and effects as the contract has them; a payload as JSON when the service knows its type. */
import { create, fromBinary, toJsonString, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  DeadLetterContentSchema, EffectKind, EffectState, ReplayOutcome, type DeadLetterSchema, type EffectSchema,
} from '#proto/berth/runtime/v1/operations_pb.ts';
import type { LetterRow } from '../events/dead-letters.ts';
import type { Outcome } from '../events/reactor.ts';
import { PLATFORM_TENANT, toTypeId } from '../ids.ts';
import { parseTraceparent } from '../telemetry/propagation.ts';
import type { EffectHead, EffectStanding } from './effects.ts';
import type { LetterHead } from './letters.ts';

// A message that names no tenant is kept under the platform's.
const tenantIdOf = (uuid: string): string => (uuid === PLATFORM_TENANT ? '' : toTypeId('tnt', uuid));

const timeOf = (time: Date | null) => (time ? timestampFromDate(time) : undefined);

export const toDeadLetter = (row: LetterHead): MessageInitShape<typeof DeadLetterSchema> => ({
  id: toTypeId('dlt', row.id),
  tenantId: tenantIdOf(row.tenant_id),
  consumer: row.consumer,
  eventId: toTypeId('evt', row.event_id),
  eventType: row.headers['ce-type'] ?? '',
  subject: row.subject,
  error: row.error,
  attempts: row.attempts,
  createTime: timestampFromDate(row.created_time),
  replayTime: timeOf(row.replayed_time),
  traceId: parseTraceparent(row.headers['traceparent'])?.traceId ?? '',
});

/** `schemas` are the events that the service reacts to. */
export function toContent({ headers, payload }: LetterRow, schemas: readonly DescMessage[]) {
  const schema = schemas.find(({ typeName }) => typeName === headers['ce-dataschema']);
  const json = schema && jsonOf(schema, payload);
  return create(DeadLetterContentSchema, { headers, payload: json === undefined ? { case: 'raw', value: new Uint8Array(payload) } : { case: 'json', value: json } });
}

function jsonOf(schema: DescMessage, payload: Uint8Array): string | undefined {
  try {
    return toJsonString(schema, fromBinary(schema, payload));
  } catch {
    return undefined;
  }
}

export const OUTCOMES: Readonly<Record<Outcome, ReplayOutcome>> = {
  applied: ReplayOutcome.APPLIED,
  rejected: ReplayOutcome.REJECTED,
  ignored: ReplayOutcome.IGNORED,
};

const STATES: Readonly<Record<EffectStanding, EffectState>> = {
  due: EffectState.DUE,
  waiting: EffectState.WAITING,
  leased: EffectState.LEASED,
  failing: EffectState.FAILING,
  parked: EffectState.PARKED,
};

const STANDINGS: readonly EffectStanding[] = ['due', 'waiting', 'leased', 'failing', 'parked'];

export const standingsOf = (states: readonly EffectState[]): EffectStanding[] => STANDINGS.filter((standing) => states.includes(STATES[standing]));

export const toEffect = (row: EffectHead): MessageInitShape<typeof EffectSchema> => ({
  id: toTypeId('eff', row.id),
  tenantId: tenantIdOf(row.tenant_id),
  actor: row.actor,
  name: row.name,
  kind: row.kind === 'reminder' ? EffectKind.REMINDER : EffectKind.CALL,
  key: `${row.key_type}/${row.key}`,
  state: STATES[row.standing],
  attempts: row.attempts,
  lastError: row.last_error ?? '',
  dueTime: timestampFromDate(row.due_time),
  deadline: timeOf(row.deadline),
  parkTime: timeOf(row.parked_time),
  createTime: timestampFromDate(row.created_time),
  traceparent: row.traceparent,
});
