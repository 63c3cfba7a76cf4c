/** Keeps booking's copy of a person's profile as new as the user service's. */
import { UserCreatedSchema, UserUpdatedSchema } from '#proto/berth/user/v1/user_events_pb.ts';
import type { User } from '#proto/berth/user/v1/user_pb.ts';
import type { Turn } from '../../runtime/actor/types.ts';
import { reaction } from '../../runtime/events/types.ts';
import { tryTypeId } from '../../runtime/ids.ts';
import { customerCopyActor, type CustomerTold } from '../actors/customer-copy.actor.ts';
import type { Customer } from '../domain/booking.ts';
import { customerKey } from '../keys.ts';
import { toCustomer } from '../mapping.ts';

interface Told {
  readonly user?: User | undefined;
}

const route = ({ user }: Told) => {
  const id = user && tryTypeId('usr', user.id);
  return id ? [customerKey(id)] : [];
};

function turn(turn: Turn<Customer | undefined, CustomerTold>, { user }: Told): void {
  if (user) turn.apply({ events: [{ type: 'customerTold', customer: toCustomer(user) }] });
}

export const userCreated = reaction({ event: UserCreatedSchema, actor: customerCopyActor, route, turn });
export const userUpdated = reaction({ event: UserUpdatedSchema, actor: customerCopyActor, route, turn });
