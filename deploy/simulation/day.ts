/** The day of the bookings, once the world is at rest: some come and are let in, some do not and are noted as absent, and time completes what took place. */
import { create } from '@bufbuild/protobuf';
import { BookingService, CheckInRequestSchema, GetCheckInTokenRequestSchema, MarkNoShowRequestSchema, UpdateAttendeesRequestSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { Caller } from '#runtime/actor/types.ts';
import { toTypeId } from '#runtime/ids.ts';
import { completionOf } from '../../services/booking/domain/complete.ts';
import { ask } from './ask.ts';
import { bookings } from './booking/stores.ts';
import { unrest } from './invariants/rest.ts';
import type { Guest, Journal } from './journal.ts';
import type { World } from './world.ts';

const HOUR = 3_600_000;
const LOOK_MS = 2_000;

/** Goes on until everything is completed. */
export async function passDay(world: World, journal: Journal): Promise<void> {
  const { databases, scheduler: { random } } = world;
  const confirmed = bookings.committed(databases.booking).values.filter(({ value }) => value.status === 'confirmed');
  if (confirmed.length === 0) return;
  journal.guests.push(...confirmed.map(({ tenantId, value: { id, customer, time } }): Guest => ({
    bookingId: id, tenantId, customer: customer.id, kind: random.pick(['shows the code', 'is known', 'stays away', 'stays away']), start: time.start.getTime(),
  })));
  const leapTo = (time: number): void => databases.leap(Math.max(0, time - databases.now()));
  leapTo(Math.min(...journal.guests.map(({ start }) => start)) - HOUR);
  await Promise.all(journal.guests.map((guest) => arrive(world, guest)));
  // Whoever notes who stayed away is in a race with the completion of everything.
  leapTo(Math.max(...confirmed.map(({ value }) => completionOf(value).getTime())));
  if (random.chance(0.3)) crashOne(world);
  await Promise.all(journal.guests.map((guest) => noteAbsence(world, guest)));
  while (unrest(world, journal, 'with completions').length > 0) await world.sleep(LOOK_MS);
}

function crashOne(world: World): void {
  const place = world.scheduler.random.below(2);
  world.nodes[place]?.crash();
  world.start(place);
}

const staffOf = (world: World, { tenantId }: Guest): Caller => ({ tenantId, subject: world.newId(), roles: ['provider'] });

async function arrive(world: World, guest: Guest): Promise<void> {
  if (guest.kind === 'stays away') return;
  const { random } = world.scheduler;
  const { method } = BookingService;
  const id = toTypeId('bkg', guest.bookingId);
  const customer: Caller = { tenantId: guest.tenantId, subject: guest.customer, roles: ['user'] };
  await world.sleep(random.between(0, 3_000));
  if (guest.kind === 'is known') {
    const named = await ask(world, customer, method.updateAttendees, create(UpdateAttendeesRequestSchema, { id, attendees: [{ name: 'Bruno' }] }));
    if (named.kind === 'ok') guest.named = 'Bruno';
  }
  const code = guest.kind === 'shows the code' ? await ask(world, customer, method.getCheckInToken, create(GetCheckInTokenRequestSchema, { bookingId: id })) : undefined;
  const by = code?.kind === 'ok' ? ({ case: 'token', value: code.message.token } as const) : ({ case: 'bookingId', value: id } as const);
  // The code may be held before two readers.
  const times = Array.from({ length: 1 + random.below(2) }, () => ask(world, staffOf(world, guest), method.checkIn, create(CheckInRequestSchema, { by })));
  const replies = (await Promise.all(times)).flatMap((reply) => (reply.kind === 'ok' ? [reply.message] : []));
  if (replies.length > 0) guest.letIn = replies.filter(({ already }) => !already).length;
}

async function noteAbsence(world: World, guest: Guest): Promise<void> {
  const { random } = world.scheduler;
  if (random.chance(0.3)) return;
  await world.sleep(random.between(0, 15_000));
  const request = create(MarkNoShowRequestSchema, { id: toTypeId('bkg', guest.bookingId), reason: 'Nobody came' });
  const reply = await ask(world, staffOf(world, guest), BookingService.method.markNoShow, request);
  guest.absence = reply.kind === 'ok' ? 'noted' : reply.kind === 'failed' ? reply.failure.reason : undefined;
}
