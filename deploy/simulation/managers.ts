/** Whoever runs a shop: changes hours, single dates, closures, rules, the size of one session, the start of another and who serves while customers book. */
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { ScheduleService, SetWeeklyHoursRequestSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import {
  CreateClosureRequestSchema, DeleteClosureRequestSchema, SetBookingRulesRequestSchema, SetDateOverridesRequestSchema, UpdateSessionRequestSchema,
} from '#proto/berth/booking/v1/schedule_pb.ts';
import { CancelSessionRequestSchema, SessionService } from '#proto/berth/booking/v1/session_service_pb.ts';
import type { Caller } from '#runtime/actor/types.ts';
import { fromTypeId, toTypeId } from '#runtime/ids.ts';
import { ask } from './ask.ts';
import { closures, rules, sessions, staff } from './booking/stores.ts';
import { toRules } from '../../services/booking/schedule-mapping.ts';
import { edit, valueOf, type Manager } from './edits.ts';
import type { Journal } from './journal.ts';
import type { Shop } from './shop.ts';
import { STAFFING } from './staffing.ts';
import type { World } from './world.ts';

const { method } = ScheduleService;

/** Lets each shop's manager make the plan's changes, one after the other. */
export function sendManagers(world: World, journal: Journal): void {
  for (const shop of world.shops) {
    if (world.plan.edits === 0) continue;
    journal.open += 1;
    void manage(world, journal, shop).finally(() => (journal.open -= 1));
  }
}

async function manage(world: World, journal: Journal, shop: Shop): Promise<void> {
  const { scheduler: { random }, plan } = world;
  const caller: Caller = { tenantId: shop.tenantId, subject: world.newId(), roles: ['admin'] };
  const manager: Manager = { world, journal, shop, caller, etags: new Map() };
  for (let edits = plan.edits; edits > 0; edits -= 1) {
    await world.sleep(random.between(0, plan.activeMs / (plan.edits + 1)));
    await random.pick(random.chance(0.3) ? STAFFING : CHANGES)(manager);
  }
}

async function setHours(manager: Manager): Promise<void> {
  const { world, shop, caller } = manager;
  const { random } = world.scheduler;
  const { id, schedule } = random.pick(shop.staff);
  const weeklyHours = schedule.weekly.map(({ day, start }) => ({ dayOfWeek: day, start, end: random.pick(['10:00', '10:30', '12:00']) }));
  await edit(manager, { kind: 'hours', id, isThere: () => valueOf(world, staff, id)?.schedule.weekly.every((rule, index) => rule.end === weeklyHours[index]?.end) ?? true },
    (etag, listening) => ask(world, caller, method.setWeeklyHours, create(SetWeeklyHoursRequestSchema, { staffId: toTypeId('stf', id), weeklyHours, etag }), listening), (reply) => reply.staff?.etag);
}

async function setDate(manager: Manager): Promise<void> {
  const { world, shop, caller } = manager;
  const { random } = world.scheduler;
  const { id } = random.pick(shop.staff);
  const date = dateOf(shop);
  const isOff = random.chance(0.5);
  const change = isOff ? { dateOverrides: [{ date, hours: [], reason: 'Ill' }] } : { clearedDates: [date] };
  await edit(manager, { kind: 'date', id, isThere: () => (valueOf(world, staff, id)?.schedule.overrides.some((one) => one.date === date) ?? isOff) === isOff },
    (etag, listening) => ask(world, caller, method.setDateOverrides, create(SetDateOverridesRequestSchema, { staffId: toTypeId('stf', id), ...change, etag }), listening), (reply) => reply.staff?.etag);
}

/** Closes on the day of the bookings, which stay as they are, and opens again after a while. */
async function close(manager: Manager): Promise<void> {
  const { world, shop, caller } = manager;
  const reply = await ask(world, caller, method.createClosure, create(CreateClosureRequestSchema, { fromDate: dateOf(shop), reason: 'Storm' }));
  const closure = reply.kind === 'ok' ? reply.message.closure : undefined;
  if (!closure) return void manager.journal.edits.push({ kind: 'closure', id: '', tenantId: shop.tenantId, calledMs: world.scheduler.now(), isThere: () => true });
  await world.sleep(world.scheduler.random.between(0, 5_000));
  const id = fromTypeId('cls', closure.id, 'closure.id');
  await edit(manager, { kind: 'closure', id, isThere: () => valueOf(world, closures, id) === undefined },
    (_etag, listening) => ask(world, caller, method.deleteClosure, create(DeleteClosureRequestSchema, { id: closure.id, etag: closure.etag }), listening), () => '');
}

/** What the service needs and its buffers stay as they are. */
async function setRules(manager: Manager): Promise<void> {
  const { world, shop, caller } = manager;
  const leadMinutes = world.scheduler.random.pick([0, 60, 24 * 60]);
  const { id } = shop.service;
  const wanted: MessageInitShape<typeof SetBookingRulesRequestSchema>['rules'] = { ...toRules({ ...shop.rules, leadMinutes }, 0n), etag: '' };
  await edit(manager, { kind: 'rules', id, isThere: () => valueOf(world, rules, id)?.leadMinutes === leadMinutes },
    (etag, listening) => ask(world, caller, method.setBookingRules, create(SetBookingRulesRequestSchema, { offeringId: toTypeId('off', id), rules: wanted, etag }), listening), (reply) => reply.rules?.etag);
}

/** Bookings change a session's etag as well: nobody names it. */
async function resize(manager: Manager): Promise<void> {
  const { world, shop, caller } = manager;
  const { id } = shop.session;
  const places = 1 + world.scheduler.random.below(4);
  await edit(manager, { kind: 'capacity', id, places, isThere: () => valueOf(world, sessions, id)?.capacity === places },
    (_etag, listening) => ask(world, caller, method.updateSession, create(UpdateSessionRequestSchema, { id: toTypeId('ses', id), capacity: places }), listening), () => '');
}

/** Another hour for the date that customers move to: as long as nobody has. */
async function moveDate(manager: Manager): Promise<void> {
  const { world, shop, caller } = manager;
  const { id, time } = shop.later;
  const localStart = `${time.localStart.slice(0, 10)}T${world.scheduler.random.pick(['11:00', '12:30', '14:00'])}`;
  await edit(manager, { kind: 'start', id, isThere: () => valueOf(world, sessions, id)?.time.localStart === localStart },
    (_etag, listening) => ask(world, caller, method.updateSession, create(UpdateSessionRequestSchema, { id: toTypeId('ses', id), localStart }), listening), () => '');
}

/** The date does not take place: whoever has booked it or waits for it loses that. */
async function cancelDate(manager: Manager): Promise<void> {
  const { world, shop, caller } = manager;
  const { id } = shop.session;
  await edit(manager, { kind: 'cancellation', id, isThere: () => valueOf(world, sessions, id)?.cancelled !== undefined },
    (_etag, listening) => ask(world, caller, SessionService.method.cancelSession, create(CancelSessionRequestSchema, { id: toTypeId('ses', id), reason: 'Storm' }), listening), () => '');
}

const resizeOrMove = (manager: Manager): Promise<void> => (manager.world.scheduler.random.chance(0.5) ? resize(manager) : moveDate(manager));

const CHANGES: readonly ((manager: Manager) => Promise<void>)[] = [setHours, setDate, close, setRules, resize, resizeOrMove, cancelDate];

const dateOf = ({ session }: Shop): string => session.time.localStart.slice(0, 10);
