/** Booking's copy of a person's profile: the newest that the user service told. */
import { actor } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import { customerStore } from '../db/customer-store.ts';
import type { Customer } from '../domain/booking.ts';

export interface CustomerTold {
  readonly type: 'customerTold';
  readonly customer: Customer;
}

export const customerCopyActor = actor({
  name: 'customer-copy',
  state: single<Customer>('customer', customerStore),
  behaviour: { initial: undefined, evolve: (_: Customer | undefined, event: CustomerTold): Customer | undefined => event.customer },
});
