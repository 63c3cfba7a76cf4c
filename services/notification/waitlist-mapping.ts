/** What somebody waited for, told as the booking that an offer would have been. See `mapping.ts` for the rest. */
import type { WaitlistCancelled } from '#proto/berth/booking/v1/waitlist_events_pb.ts';
import { fromTypeId } from '../runtime/ids.ts';
import type { Booking } from './domain/facts.ts';
import { fromTime } from './mapping.ts';

/** Nothing was to be paid yet; nobody is charged in no currency. */
const NOTHING = { minor: '0', currency: 'XXX' } as const;

/** `undefined` when the event lacks whom or what it is about. */
export function fromWaitlist({ entry, session, title, place }: WaitlistCancelled): Booking | undefined {
  const customer = entry?.customer;
  if (!customer || !session) return undefined;
  return {
    id: fromTypeId('wtl', entry.id, 'entry.id'),
    code: '',
    customer: { id: fromTypeId('usr', customer.id, 'entry.customer.id'), name: customer.name, email: customer.email },
    title,
    place,
    staffName: '',
    partySize: entry.partySize,
    time: fromTime(session.time),
    total: NOTHING,
    reason: session.cancelReason,
  };
}
