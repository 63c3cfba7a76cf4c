/** Who may call what: the access option of the RPC decides, and an RPC without one lets nobody in. */
import { getOption, hasOption, type DescMethod } from '@bufbuild/protobuf';
import { access, AccessLevel } from '#proto/berth/type/v1/access_pb.ts';
import type { Caller, Role } from '../actor/types.ts';
import { Failure } from '../errors.ts';

/** Subject of callers who have not signed in. */
export const ANONYMOUS = 'anonymous';

/**
 * Roles that each level lets in; `PUBLIC` is everyone.
 * A service's token is bound to a tenant and may do what a customer of that tenant may, as reactions and effects need; never what staff may.
 */
const ADMITTED: Readonly<Record<number, readonly Role[] | 'everyone'>> = {
  [AccessLevel.PUBLIC]: 'everyone',
  [AccessLevel.USER]: ['user', 'provider', 'admin', 'service'],
  [AccessLevel.PROVIDER]: ['provider', 'admin'],
  [AccessLevel.ADMIN]: ['admin'],
  [AccessLevel.OPERATOR]: ['operator'],
  [AccessLevel.SERVICE]: ['service'],
};

/** The level in a method's option; `UNSPECIFIED` when it has none. */
export const levelOf = (method: DescMethod): AccessLevel =>
  hasOption(method, access) ? getOption(method, access).level : AccessLevel.UNSPECIFIED;

function readAdmitted(method: DescMethod): readonly Role[] | 'everyone' {
  const admitted = ADMITTED[levelOf(method)] ?? [];
  const operators = levelOf(method) !== AccessLevel.UNSPECIFIED && getOption(method, access).operators;
  return operators && admitted !== 'everyone' ? [...admitted, 'operator'] : admitted;
}

/** Reading an option decodes it, and a contract does not change while a process runs. */
const known = new WeakMap<DescMethod, readonly Role[] | 'everyone'>();

function admittedTo(method: DescMethod): readonly Role[] | 'everyone' {
  const admitted = known.get(method) ?? readAdmitted(method);
  known.set(method, admitted);
  return admitted;
}

/** Throws unless the method lets the caller in: `UNAUTHENTICATED` to the anonymous, else `PERMISSION_DENIED`. */
export function authorize(method: DescMethod, { subject, roles }: Caller): void {
  // A level that is not in the table, such as `UNSPECIFIED` or one of a newer contract, lets nobody in.
  const admitted = admittedTo(method);
  if (admitted === 'everyone' || roles.some((role) => admitted.includes(role))) return;
  if (subject === ANONYMOUS) throw new Failure({ code: 'UNAUTHENTICATED', reason: 'SIGN_IN_REQUIRED', message: 'Sign in to do this.' });
  throw new Failure({
    code: 'PERMISSION_DENIED',
    reason: 'ACCESS_DENIED',
    message: 'This account may not do this.',
    metadata: { method: `${method.parent.typeName}/${method.name}` },
  });
}
