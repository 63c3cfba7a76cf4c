/** Whoever runs a shop changes who and what serves and when there are dates: hires, changes what people do, deletes staff and rooms while others book them, adds dates. */
import { create } from '@bufbuild/protobuf';
import { CreateSessionsRequestSchema, CreateStaffRequestSchema, ScheduleService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import {
  CreateResourceRequestSchema, DeleteResourceRequestSchema, DeleteStaffRequestSchema, UpdateResourceRequestSchema, UpdateStaffRequestSchema,
} from '#proto/berth/booking/v1/schedule_pb.ts';
import { fromTypeId, toTypeId } from '#runtime/ids.ts';
import { toResourceInput, toStaffInput } from '../../services/booking/schedule-mapping.ts';
import { ask } from './ask.ts';
import { resources, sessions, staff } from './booking/stores.ts';
import { edit, valueOf, type Manager } from './edits.ts';
import { NEWCOMER, ROOM } from './shop.ts';

const { method } = ScheduleService;

/** Somebody who works as the others do. */
async function hire(manager: Manager): Promise<void> {
  const { world, shop: { service, staff: [one] }, caller } = manager;
  if (!one) return;
  const weeklyHours = one.schedule.weekly.map(({ day, start, end }) => ({ dayOfWeek: day, start, end }));
  const request = create(CreateStaffRequestSchema, { name: NEWCOMER, timeZone: one.schedule.timeZone, offeringIds: [toTypeId('off', service.id)], weeklyHours });
  const reply = await ask(world, caller, method.createStaff, request);
  const made = reply.kind === 'ok' ? reply.message.staff : undefined;
  noteNew(manager, made && fromTypeId('stf', made.id, 'staff.id'), (id) => valueOf(world, staff, id)?.name === NEWCOMER);
}

async function furnish(manager: Manager): Promise<void> {
  const { world, shop: { staff: [one] }, caller } = manager;
  if (!one) return;
  const resource = toResourceInput({ ...one, kind: ROOM, name: NEWCOMER });
  const reply = await ask(world, caller, method.createResource, create(CreateResourceRequestSchema, { resource }));
  const made = reply.kind === 'ok' ? reply.message.resource : undefined;
  noteNew(manager, made && fromTypeId('rsc', made.id, 'resource.id'), (id) => valueOf(world, resources, id)?.name === NEWCOMER);
}

/** Whoever was not told the id knows nothing of it. */
function noteNew({ journal, world, shop }: Manager, id: string | undefined, isThere: (id: string) => boolean): void {
  const calledMs = world.scheduler.now();
  journal.edits.push({ kind: 'hire', id: id ?? '', tenantId: shop.tenantId, calledMs, isThere: () => id === undefined || isThere(id), ...(id !== undefined && { answeredMs: calledMs }) });
}

/** They serve no longer, or do again; their bookings stay with them. */
async function assign(manager: Manager): Promise<void> {
  const { world, shop, caller } = manager;
  const { random } = world.scheduler;
  const member = random.pick(shop.staff);
  const offeringIds = random.chance(0.5) ? [] : member.offeringIds;
  const request = create(UpdateStaffRequestSchema, { id: toTypeId('stf', member.id), staff: toStaffInput({ ...member, offeringIds }), updateMask: { paths: ['offering_ids'] } });
  await edit(manager, { kind: 'offerings', id: member.id, isThere: () => (valueOf(world, staff, member.id)?.offeringIds ?? offeringIds).length === offeringIds.length },
    (etag, listening) => ask(world, caller, method.updateStaff, { ...request, etag }, listening), (reply) => reply.staff?.etag);
}

/** What nobody books by its skills may have any. */
async function equip(manager: Manager): Promise<void> {
  const { world, shop, caller } = manager;
  if (shop.rooms.length === 0) return;
  const room = world.scheduler.random.pick(shop.rooms);
  const skills = [`skill ${world.scheduler.random.below(3)}`];
  const request = create(UpdateResourceRequestSchema, { id: toTypeId('rsc', room.id), resource: toResourceInput({ ...room, skills }), updateMask: { paths: ['skills'] } });
  await edit(manager, { kind: 'offerings', id: room.id, isThere: () => (valueOf(world, resources, room.id)?.skills ?? skills).join() === skills.join() },
    (etag, listening) => ask(world, caller, method.updateResource, { ...request, etag }, listening), (reply) => reply.resource?.etag);
}

/** Refused while somebody has booked them. */
async function dismiss(manager: Manager): Promise<void> {
  const { world, shop, caller } = manager;
  const { id } = world.scheduler.random.pick(shop.staff);
  await edit(manager, { kind: 'deletion', id, isThere: () => valueOf(world, staff, id) === undefined },
    (_etag, listening) => ask(world, caller, method.deleteStaff, create(DeleteStaffRequestSchema, { id: toTypeId('stf', id) }), listening), () => '');
}

async function clear(manager: Manager): Promise<void> {
  const { world, shop, caller } = manager;
  if (shop.rooms.length === 0) return;
  const { id } = world.scheduler.random.pick(shop.rooms);
  await edit(manager, { kind: 'deletion', id, isThere: () => valueOf(world, resources, id) === undefined },
    (_etag, listening) => ask(world, caller, method.deleteResource, create(DeleteResourceRequestSchema, { id: toTypeId('rsc', id) }), listening), () => '');
}

const WEEK_MS = 7 * 86_400_000;

/** Two dates of the event that nobody else has: both are there, once, or none. */
async function addDates(manager: Manager): Promise<void> {
  const { world, shop, caller, journal } = manager;
  const weeks = 2 + 2 * journal.edits.filter(({ kind }) => kind === 'dates').length;
  const localStart = new Date(shop.session.time.start.getTime() + weeks * WEEK_MS).toISOString().slice(0, 16);
  const until = new Date(shop.session.time.start.getTime() + (weeks + 1) * WEEK_MS).toISOString().slice(0, 16);
  const made = (): number => sessions.committed(world.databases.booking).values.filter(({ value: { offeringId, time } }) => offeringId === shop.event.id && [localStart, until].includes(time.localStart)).length;
  const request = create(CreateSessionsRequestSchema, { sessions: [{ offeringId: toTypeId('off', shop.event.id), localStart, recurrence: 'FREQ=WEEKLY;COUNT=2' }] });
  await edit(manager, { kind: 'dates', id: `${shop.tenantId} ${localStart}`, isThere: () => made() === 2, isWhole: () => [0, 2].includes(made()) },
    (_etag, listening) => ask(world, caller, method.createSessions, request, listening), () => '');
}

export const STAFFING: readonly ((manager: Manager) => Promise<void>)[] = [hire, furnish, assign, equip, dismiss, dismiss, clear, addDates];
