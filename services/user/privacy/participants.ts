/** Everybody who keeps something about people: this service, and the others over their RPCs, in the tenant concerned. */
import type { Timestamp } from '@bufbuild/protobuf/wkt';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { BookingService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { WaitlistService } from '#proto/berth/booking/v1/waitlist_service_pb.ts';
import { PersonalDataService } from '#proto/berth/runtime/v1/personal_data_service_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import type { Database } from '../../runtime/db/database.ts';
import { Failure } from '../../runtime/errors.ts';
import { toTypeId } from '../../runtime/ids.ts';
import { claimGuest, type Claim } from '../../runtime/personal/claim.ts';
import { collectPart, type Place } from '../../runtime/personal/collect.ts';
import { erasePerson } from '../../runtime/personal/erase.ts';
import type { Obstacle, Person, PersonalFile } from '../../runtime/personal/personal-data.ts';
import { connectTo, type ClientOf } from '../../runtime/rpc/client.ts';
import type { Runtime } from '../../runtime/service.ts';
import { accountFile } from '../db/account-file.ts';
import { leaveBusiness, membershipsOf } from '../db/membership-store.ts';
import { eraseAccount, personalData } from '../db/personal-data.ts';
import { findProfile } from '../db/profile-store.ts';
import { LAST, type KeptRecords } from '../domain/erasure.ts';

/** What erasing did; plain JSON. */
export interface ErasedPart {
  readonly erased: number;
  readonly kept: readonly KeptRecords[];
}

export interface Participant {
  readonly name: string;
  /** Everything that is kept about a person. */
  collect(person: Person, signal: AbortSignal): Promise<readonly PersonalFile[]>;
  erase(person: Person, signal: AbortSignal): Promise<ErasedPart>;
  /** What stands in the way of erasing. */
  obstacles(person: Person, signal: AbortSignal): Promise<readonly Obstacle[]>;
  /** Gives what a guest made to an account. */
  claim(claim: Claim, signal: AbortSignal): Promise<void>;
}

export interface Participants extends Disposable {
  readonly names: readonly string[];
  of(name: string): Participant;
  /** Cancels a booking: in the person's name by the rules for customers, in that of who administers the business with everything given back. Nothing happens to one that is over, or that the person cannot cancel any more because it has begun. */
  cancelBooking(person: Person, bookingId: string, by: string, signal: AbortSignal): Promise<void>;
  /** Gives up a place in a waitlist, with what is offered; nothing happens to one that is over. */
  leaveWaitlist(person: Person, entryId: string, signal: AbortSignal): Promise<void>;
  /** Ends a person's roles in a business; false when nobody else administers it. */
  leaveBusiness(person: Person): Promise<boolean>;
  /** Whether somebody administers a business now. */
  administers(person: Person): Promise<boolean>;
}

/** Whether what stands in the way is a place in a waitlist. */
export const isWait = (obstacleId: string): boolean => obstacleId.startsWith('wtl_');

/** Addresses of the other services, by name. */
export type Addresses = Readonly<Record<string, string>> & { readonly booking: string };

export function connectParticipants(runtime: Runtime, addresses: Addresses, own: OwnPart): Participants {
  const stack = new DisposableStack();
  const others = Object.entries(addresses).map(([name, address]) => remote(name, stack.use(connectTo(PersonalDataService, { ...runtime, address, audience: name }))));
  const bookings = stack.use(connectTo(BookingService, { ...runtime, address: addresses.booking }));
  const waitlists = stack.use(connectTo(WaitlistService, { ...runtime, address: addresses.booking }));
  const all = new Map([...others, own].map((participant) => [participant.name, participant]));
  return {
    names: [...all.keys()],
    of(name) {
      const found = all.get(name);
      if (!found) throw new TypeError(`no service ${name} takes part; deploy a version that knows it`);
      return found;
    },
    leaveBusiness: (person) => own.leave(person),
    administers: (person) => own.administers(person),
    async cancelBooking({ tenantId, id }, bookingId, by, signal) {
      const caller: Caller = { tenantId, subject: by, roles: by === id ? ['user'] : ['user', 'admin'] };
      await unlessOver(bookings.cancelBooking({ id: bookingId, reason: '' }, { caller, signal }), ['ALREADY_ENDED', 'ALREADY_OVER', 'ALREADY_BEGUN']);
    },
    async leaveWaitlist({ tenantId, id }, entryId, signal) {
      await unlessOver(waitlists.leaveWaitlist({ id: entryId, reason: '' }, { caller: { tenantId, subject: id, roles: ['user'] }, signal }), ['NOT_WAITING', 'ALREADY_BOOKED']);
    },
    [Symbol.dispose]: () => stack.dispose(),
  };
}

async function unlessOver(call: Promise<unknown>, over: readonly string[]): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!(error instanceof Failure) || !over.includes(error.reason)) throw error;
  }
}

const callerIn = ({ tenantId }: Person): Caller => ({ tenantId, subject: 'service:user', roles: ['service'] });

const isoOf = (time: Timestamp | undefined): string => (time ? timestampDate(time).toISOString() : '');

function remote(name: string, client: ClientOf<typeof PersonalDataService.method>): Participant {
  return {
    name,
    async collect(person, signal) {
      const files: PersonalFile[] = [];
      let pageToken = '';
      do {
        const part = await client.collectPersonalData({ userId: toTypeId('usr', person.id), pageToken }, { caller: callerIn(person), signal });
        files.push(...part.files);
        pageToken = part.nextPageToken;
      } while (pageToken !== '');
      return files;
    },
    async erase(person, signal) {
      const { erased, kept } = await client.erasePersonalData({ userId: toTypeId('usr', person.id) }, { caller: callerIn(person), signal });
      return { erased, kept: kept.map(({ what, reason, count, untilTime }) => ({ what, reason, count, until: isoOf(untilTime) })) };
    },
    async claim({ guest, userId }, signal) {
      await client.claimGuest({ guestId: toTypeId('usr', guest.id), userId: toTypeId('usr', userId) }, { caller: callerIn(guest), signal });
    },
    async obstacles(person, signal) {
      return (await client.listErasureObstacles({ userId: toTypeId('usr', person.id) }, { caller: callerIn(person), signal })).obstacles;
    },
  };
}

/** This service, which knows who works where. */
export interface OwnPart extends Participant {
  leave(person: Person): Promise<boolean>;
  administers(person: Person): Promise<boolean>;
}

/** This service itself. `forget` removes what lies outside its tables, and gives how to do it once more. */
export function ownPart(database: Database, now: () => Date, forget: (person: Person, signal: AbortSignal) => Promise<() => Promise<void>>): OwnPart {
  const leave = (person: Person): Promise<boolean> => database.write([person.tenantId], (query) => leaveBusiness(query, person, now()));
  return {
    leave,
    administers: ({ tenantId, id }) => database.read([tenantId], async (query) => (await findProfile(query, id))?.profile.roles.includes('admin') ?? false),
    name: LAST,
    async collect(person) {
      const files = await database.read([person.tenantId], (query) => accountFile(query, person));
      for (let place: Place | undefined = { table: 0, page: 0 }; place; ) {
        const at: Place = place;
        const part = await database.read([person.tenantId], (query) => collectPart(query, personalData, person, at));
        files.push(...part.files);
        place = part.next;
      }
      return files;
    },
    async erase(person, signal) {
      // Roles may have been given since it began.
      if (!(await leave(person))) throw new Error('nobody else administers the business; it is tried again once somebody does');
      const forgetAgain = await forget(person, signal);
      const { erased } = await erasePerson(database, personalData, person, now());
      // What was stored meanwhile; whatever is stored later finds no export any more.
      await forgetAgain();
      await eraseAccount(database.relay, person);
      return { erased, kept: [] };
    },
    async obstacles({ tenantId, id }) {
      const staff = (await membershipsOf(database.relay, id)).some((membership) => membership.staff && membership.tenantId === tenantId);
      return staff ? [{ id: toTypeId('usr', id), description: 'They work for the business' }] : [];
    },
    claim: async (claim) => void (await claimGuest(database, personalData, claim, now())),
  };
}
