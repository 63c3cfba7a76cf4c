/** What an account's activity is to the audit log. */
import { AuditActorKind } from '#proto/berth/runtime/v1/audit_pb.ts';
import { AccountActivityKind as Kind, AccountActivityKindSchema } from '#proto/berth/user/v1/account_pb.ts';
import type { FactInit } from '../runtime/audit/facts.ts';

/** Activities that were refused. */
export const REFUSALS: ReadonlySet<Kind> = new Set([Kind.SIGN_IN_REFUSED, Kind.REFRESH_TOKEN_REUSED, Kind.PASSWORD_CHANGE_REFUSED]);

/** `account.signed_in`; the number of a kind that this version does not know. */
export const actionOfActivity = (kind: Kind): string => `account.${AccountActivityKindSchema.value[kind]?.localName.toLowerCase() ?? kind}`;

/** Who acted, by the subject of the call. Who has just signed in or proved an address was nobody yet when they asked. */
export function actorOfActivity(subject: string, userId: string, kind: Kind): NonNullable<FactInit['actor']> {
  if (subject.startsWith('usr_')) return { kind: AuditActorKind.PERSON, id: subject };
  if (subject.startsWith('key_')) return { kind: AuditActorKind.API_KEY, id: subject };
  if (subject.startsWith('service:')) return { kind: AuditActorKind.SERVICE, id: subject };
  const proved = userId !== '' && PROOFS.has(kind);
  return proved ? { kind: AuditActorKind.PERSON, id: userId } : { kind: AuditActorKind.ANONYMOUS };
}

/** Activities by which somebody shows who they are. */
const PROOFS: ReadonlySet<Kind> = new Set([Kind.REGISTERED, Kind.SIGNED_IN, Kind.EMAIL_VERIFIED, Kind.PASSWORD_RESET, Kind.RECOVERY_CODE_USED]);
