/** Which calls the audit log hears of: the RPC's option and who calls decide, so that no service has to remember it. */
import { getOption, hasOption, type DescMethod } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel as Idempotency } from '@bufbuild/protobuf/wkt';
import { access, AccessLevel } from '#proto/berth/type/v1/access_pb.ts';
import type { Caller, Role } from '../actor/types.ts';

/** `act`: a change by somebody with privileges. `look`: a read of theirs that the contract marks. */
export type Notable = 'act' | 'look';

interface Option {
  readonly level: AccessLevel;
  readonly audited: boolean;
  readonly changes: boolean;
  /** Operators may as well, or nobody else: about businesses that are not theirs. */
  readonly operators: boolean;
  /** A service asks in the name of somebody. */
  readonly named: boolean;
}

/** The field in which a service says for whom it asks. */
export const REQUESTED_BY = 'requestedBy';

const PRIVILEGED: ReadonlySet<AccessLevel> = new Set([AccessLevel.PROVIDER, AccessLevel.ADMIN, AccessLevel.OPERATOR]);
const PRIVILEGES: readonly Role[] = ['provider', 'admin', 'operator'];

/** Reading an option decodes it, and a contract does not change while a process runs. */
const known = new WeakMap<DescMethod, Option>();

function optionOf(method: DescMethod): Option {
  const found = known.get(method) ?? readOption(method);
  known.set(method, found);
  return found;
}

function readOption(method: DescMethod): Option {
  const { level, audited, operators } = hasOption(method, access) ? getOption(method, access) : { level: AccessLevel.UNSPECIFIED, audited: false, operators: false };
  const named = level === AccessLevel.SERVICE && method.input.fields.some(({ localName }) => localName === REQUESTED_BY);
  return { level, audited, changes: method.idempotency !== Idempotency.NO_SIDE_EFFECTS, operators: operators || level === AccessLevel.OPERATOR, named };
}

/** What a call is to the audit log, once it is done; `undefined` when it is nothing. */
export function notableOf(method: DescMethod, caller: Pick<Caller, 'roles' | 'scopes'>): Notable | undefined {
  const { level, audited, changes, named } = optionOf(method);
  // What customers may do for themselves, staff and programs do to others.
  const privileged = named || PRIVILEGED.has(level) || (level === AccessLevel.USER && hasPrivileges(caller));
  if (!privileged) return undefined;
  return changes ? 'act' : audited ? 'look' : undefined;
}

/** True when it is as an operator that somebody calls: their own business has nothing to do with it. */
export const callsAsOperator = (method: DescMethod, { roles }: Pick<Caller, 'roles'>): boolean => roles.includes('operator') && optionOf(method).operators;

const hasPrivileges = ({ roles, scopes }: Pick<Caller, 'roles' | 'scopes'>): boolean => scopes !== undefined || roles.some((role) => PRIVILEGES.includes(role));
