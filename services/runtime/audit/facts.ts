/** Facts for the audit log: ids, names and reasons; nothing else of a request gets into one. */
import type { DescMessage, DescMethod, Message, MessageInitShape } from '@bufbuild/protobuf';
import { validate } from 'uuid';
import { AuditActorKind, AuditOutcome, type AuditActorSchema, type AuditFactSchema } from '#proto/berth/runtime/v1/audit_pb.ts';
import type { Caller } from '../actor/types.ts';
import type { Failure, FailureCode } from '../errors.ts';
import { toTypeId, uuidOfTypeId } from '../ids.ts';
import { ANONYMOUS } from '../rpc/access.ts';
import { REQUESTED_BY } from './policy.ts';

/** A fact as it is made. */
export type FactInit = MessageInitShape<typeof AuditFactSchema>;
type ActorInit = MessageInitShape<typeof AuditActorSchema>;

/** Targets in one fact. */
const MAX_TARGETS = 16;

/** A caller as the log names them, and in whose name a service asks; nobody when the call could not say who makes it. */
export function auditActorOf(caller: Caller | undefined, request?: Message): ActorInit {
  if (!caller || caller.subject === ANONYMOUS) return { kind: AuditActorKind.ANONYMOUS };
  const behind: unknown = request && caller.roles.includes('service') ? Reflect.get(request, REQUESTED_BY) : undefined;
  return { kind: kindOf(caller), id: auditSubject(caller.subject), ...(typeof behind === 'string' && behind !== '' && { onBehalfOf: auditSubject(behind) }) };
}

/** A subject as the log writes it: people by their `usr_…`. */
export const auditSubject = (subject: string): string => (validate(subject) ? toTypeId('usr', subject) : subject === ANONYMOUS ? '' : subject);

function kindOf({ roles, scopes }: Caller): AuditActorKind {
  if (scopes) return AuditActorKind.API_KEY;
  if (roles.includes('service')) return AuditActorKind.SERVICE;
  if (roles.includes('operator')) return AuditActorKind.OPERATOR;
  return roles.includes('provider') || roles.includes('admin') ? AuditActorKind.STAFF : AuditActorKind.PERSON;
}

/** `berth.catalog.v1.CatalogService/CreateOffering`. */
export const actionOf = (method: DescMethod): string => `${method.parent.typeName}/${method.name}`;

/** The ids in a request's own fields `id` and `…_id`. Only TypeIDs count: whatever else somebody writes there stays out of the log. */
export function targetsIn(schema: DescMessage, request: Message): string[] {
  const fields = schema.fields.filter(({ name, fieldKind }) => fieldKind === 'scalar' && name !== 'request_id' && (name === 'id' || name.endsWith('_id')));
  const values: unknown[] = fields.map(({ localName }) => Reflect.get(request, localName));
  return values.filter((value): value is string => typeof value === 'string' && uuidOfTypeId(value) !== undefined);
}

/** No more than a fact takes, each once. */
export const mostOf = (targets: readonly string[]): string[] => [...new Set(targets)].slice(0, MAX_TARGETS);

const DENIALS: ReadonlySet<FailureCode> = new Set(['UNAUTHENTICATED', 'PERMISSION_DENIED']);
/** Not what came of it: the caller tries again, or asked for nothing that can be done. */
const UNDECIDED: ReadonlySet<FailureCode> = new Set(['UNAVAILABLE', 'CANCELLED', 'DEADLINE_EXCEEDED', 'INVALID_ARGUMENT']);

/** What a failure is to the log; `undefined` when it decides nothing. */
export function outcomeOf({ code }: Failure): AuditOutcome | undefined {
  if (DENIALS.has(code)) return AuditOutcome.DENIED;
  return UNDECIDED.has(code) ? undefined : AuditOutcome.FAILED;
}
