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

/** The scope that an API key needs for a method; empty when no key may call it. */
export const scopeOf = (method: DescMethod): string => policyOf(method).scope;

interface Policy {
  readonly admitted: readonly Role[] | 'everyone';
  /** What an API key needs besides; empty where none is let in. */
  readonly scope: string;
  /** Whether people without an account are let in. */
  readonly guests: boolean;
}

/** A level that is not in the table, such as `UNSPECIFIED` or one of a newer contract, lets nobody in. */
function readPolicy(method: DescMethod): Policy {
  if (!hasOption(method, access)) return { admitted: [], scope: '', guests: false };
  const { level, scope, operators, guests } = getOption(method, access);
  const admitted = ADMITTED[level] ?? [];
  return { admitted: operators && admitted !== 'everyone' ? [...admitted, 'operator'] : admitted, scope, guests: guests || admitted === 'everyone' };
}

/** Reading an option decodes it, and a contract does not change while a process runs. */
const known = new WeakMap<DescMethod, Policy>();

function policyOf(method: DescMethod): Policy {
  const policy = known.get(method) ?? readPolicy(method);
  known.set(method, policy);
  return policy;
}

/** Throws unless the method lets the caller in: `UNAUTHENTICATED` to the anonymous, else `PERMISSION_DENIED`. */
export function authorize(method: DescMethod, { subject, roles, scopes, guest }: Caller): void {
  const { admitted, scope, guests } = policyOf(method);
  if (scopes && scope === '') throw denied(method, 'API_KEY_NOT_ADMITTED', 'No API key may do this. Sign in instead.');
  if (admitted !== 'everyone' && !roles.some((role) => admitted.includes(role))) {
    if (subject === ANONYMOUS) throw new Failure({ code: 'UNAUTHENTICATED', reason: 'SIGN_IN_REQUIRED', message: 'Sign in to do this.' });
    throw denied(method, 'ACCESS_DENIED', 'This account may not do this.');
  }
  if (guest && !guests) throw denied(method, 'ACCOUNT_REQUIRED', 'Guests cannot do this. Make an account, or sign in.');
  if (scopes && !scopes.includes(scope)) throw denied(method, 'SCOPE_MISSING', `This API key may not do this: it needs the scope ${scope}.`, { scope });
}

const denied = (method: DescMethod, reason: string, message: string, metadata: Readonly<Record<string, string>> = {}): Failure =>
  new Failure({ code: 'PERMISSION_DENIED', reason, message, metadata: { method: `${method.parent.typeName}/${method.name}`, ...metadata } });
