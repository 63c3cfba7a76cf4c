/** Who the caller is, out of booking's own copies, or from the user service while a copy has not arrived yet. */
import { validate } from 'uuid';
import type { User } from '#proto/berth/user/v1/user_pb.ts';
import type { Caller, View } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import { Failure, reject, type Rejection } from '../../runtime/errors.ts';
import type { Gathered } from '../../runtime/db/gather.ts';
import { REDACTED } from '../../runtime/personal/personal-data.ts';
import { loadCustomers } from '../db/customer-store.ts';
import type { Customer } from '../domain/booking.ts';
import { toCustomer } from '../mapping.ts';

export interface CustomerSource {
  /** Asks the user service for the profile of the person on whose behalf the call is made; rejects with `NOT_FOUND` when it has none. */
  profileOf(caller: Caller, signal: AbortSignal): Promise<User>;
  /** Reads the copies of people by their uuid, together for those who ask at once. Without it the user service is always asked. */
  readonly customerCopy?: Gathered<string, Customer | undefined>;
}

/** People by their uuid, as `customerCopy` reads them. */
export async function loadCopies(db: Query, ids: readonly string[]): Promise<readonly (Customer | undefined)[]> {
  const customers = await loadCustomers(db, [...new Set(ids)]);
  return ids.map((id) => customers.get(id));
}

const noCustomer = (): Rejection =>
  reject('CUSTOMER_REQUIRED', 'Only people can book: an API key has no customer to book for. The customer has to sign in.');

/** A token outlives its owner here by minutes: what it would book is for nobody. */
const erasedHere = (): Rejection => reject('ERASED_HERE', 'What this business kept about this account was erased at its request.');

/** The caller's profile; rejects with `NOT_FOUND` when the business does not know them, with `ERASED_HERE` when it no longer does, with `CUSTOMER_REQUIRED` for an API key. */
export async function findCustomer(view: Pick<View, 'db' | 'caller' | 'signal'>, source: CustomerSource): Promise<Customer> {
  const { caller, signal } = view;
  if (caller.scopes) throw new Failure(noCustomer());
  // Services act in nobody's name here.
  const copy = validate(caller.subject) ? await source.customerCopy?.(view, caller.subject) : undefined;
  if (copy?.name === REDACTED) throw new Failure(erasedHere());
  return copy ?? toCustomer(await source.profileOf(caller, signal));
}
