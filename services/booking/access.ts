/** Whose booking it is: customers touch their own, staff those of the tenant. */
import type { Caller } from '../runtime/actor/types.ts';

/** True for staff, administrators and other services. */
export const isStaff = ({ roles }: Caller): boolean => roles.some((role) => role !== 'user');

/** True when the caller may see and change what belongs to this customer (a uuid). */
export const mayTouch = (caller: Caller, customerId: string): boolean => isStaff(caller) || caller.subject === customerId;
