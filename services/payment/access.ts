/** Whose payment it is: customers see their own, everyone else those of the tenant. */
import type { Caller } from '../runtime/actor/types.ts';

/** True when the caller may see a payment of this customer (a uuid). */
export const maySee = ({ roles, subject }: Caller, customerId: string): boolean => roles.some((role) => role !== 'user') || subject === customerId;
