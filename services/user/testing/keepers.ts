/** The services that keep something about people, played over real gRPC: what each gave out, cancelled and erased can be looked at. */
import { EventEmitter } from 'node:events';
import { create, type Message } from '@bufbuild/protobuf';
import { BookingService, CancelBookingResponseSchema, type CancelBookingRequest } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { LeaveWaitlistResponseSchema, WaitlistService, type LeaveWaitlistRequest } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import {
  ClaimGuestResponseSchema, CollectPersonalDataResponseSchema, ErasePersonalDataResponseSchema, ListErasureObstaclesResponseSchema, PersonalDataService,
  type ClaimGuestRequest, type ErasePersonalDataRequest,
} from '#proto/berth/runtime/v1/personal_data_service_pb.ts';
import { Failure, reject, unavailable } from '../../runtime/errors.ts';
import type { ServerCall } from '../../runtime/rpc/call.ts';
import type { HarnessOptions } from '../../runtime/testing/service-harness.ts';

const KEEPERS = ['booking', 'payment', 'receipt', 'notification', 'integration'] as const;
type Keeper = (typeof KEEPERS)[number];

export interface Keepers {
  readonly peers: NonNullable<HarnessOptions['peers']>;
  /** `<service> <tenant's uuid> <usr_…>`, in the order in which they were erased. */
  readonly erased: string[];
  /** `<service> <tenant's uuid> <guest's usr_…> <account's usr_…>`, in the order in which they were given away. */
  readonly claimed: string[];
  /** Tells of each `claimed`. */
  readonly news: EventEmitter;
  /** Bookings that are to come and places in waitlists, by id, and in whose name they ended: `<uuid> <roles>`. */
  readonly coming: Set<string>;
  readonly cancelledBy: string[];
  /** Those of `coming` that have begun, which only the business can cancel. */
  readonly begun: Set<string>;
  /** Services that answer nothing just now. */
  readonly away: Set<Keeper>;
}

export function playKeepers(): Keepers {
  const keepers: Omit<Keepers, 'peers'> = { erased: [], claimed: [], news: new EventEmitter(), coming: new Set(), begun: new Set(), cancelledBy: [], away: new Set() };
  const handle = (name: Keeper) => async (call: ServerCall): Promise<Message> => {
    if (keepers.away.has(name)) throw unavailable('AWAY', 'This service is away.');
    return answer(keepers, name, call);
  };
  return { ...keepers, peers: Object.fromEntries(KEEPERS.map((name) => [name, { services: name === 'booking' ? [PersonalDataService, BookingService, WaitlistService] : [PersonalDataService], handle: handle(name) }])) };
}

function answer({ erased, claimed, news, coming, begun, cancelledBy }: Omit<Keepers, 'peers'>, name: Keeper, { method, caller, request }: ServerCall): Message {
  switch (method.localName) {
    case 'collectPersonalData':
      return create(CollectPersonalDataResponseSchema, { files: [{ name: 'kept.json', about: `What ${name} keeps.`, content: Buffer.from(`["canary of ${name}"]`) }] });
    case 'listErasureObstacles':
      return create(ListErasureObstaclesResponseSchema, { obstacles: name === 'booking' ? [...coming].map((id) => ({ id, description: `Booking ${id}` })) : [] });
    case 'claimGuest': {
      const { guestId, userId } = request as ClaimGuestRequest;
      claimed.push(`${name} ${caller.tenantId} ${guestId} ${userId}`);
      news.emit('claimed');
      return create(ClaimGuestResponseSchema, { moved: 1 });
    }
    case 'erasePersonalData': {
      const { userId } = request as ErasePersonalDataRequest;
      erased.push(`${name} ${caller.tenantId} ${userId}`);
      return create(ErasePersonalDataResponseSchema, { erased: 2, kept: name === 'receipt' ? [{ what: 'receipts', reason: 'The law.', count: 1, untilTime: { seconds: 2_000_000_000n, nanos: 0 } }] : [] });
    }
    default: {
      const { id } = request as CancelBookingRequest | LeaveWaitlistRequest;
      if (begun.has(id)) throw new Failure(reject('ALREADY_BEGUN', 'It has begun.'));
      coming.delete(id);
      cancelledBy.push(`${caller.subject} ${caller.roles.join()}`);
      return create(method.localName === 'leaveWaitlist' ? LeaveWaitlistResponseSchema : CancelBookingResponseSchema, {});
    }
  }
}
