/** Who works when, and the dates of events. */
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { asAdmin, BATCH, requestIdOf, type Clients } from './clients.ts';
import { OfferingKind, type Business, type StaffMember, type WorkingHours } from './data/model.ts';
import type { PlannedOffering } from './offerings.ts';
import { patiently } from './patience.ts';
import { sessionsOf, weeklyOf, WEEKS } from './session-times.ts';
import { BATCH_SIZE, batches } from './stock.ts';

export interface Stocked {
  readonly business: Business;
  readonly tenantId: string;
  readonly planned: readonly PlannedOffering[];
  /** Type ids by title. */
  readonly ids: ReadonlyMap<string, string>;
}

const needsStaff = ({ kind }: PlannedOffering): boolean => kind === OfferingKind.APPOINTMENT || kind === OfferingKind.SERVICE;

/** What a member of staff does: the appointments and services of their categories. */
export const servedBy = ({ serves }: StaffMember, planned: readonly PlannedOffering[]): PlannedOffering[] =>
  planned.filter((offering) => needsStaff(offering) && serves.includes(offering.category));

/** Hours as the service takes them. */
export const toWeeklyHours = (hours: readonly WorkingHours[]) => hours.map(({ day, start, end }) => ({ dayOfWeek: day, start, end }));

/** Staff who are not there yet. */
export async function createStaff({ schedules }: Clients, { business, tenantId, planned, ids }: Stocked): Promise<void> {
  const caller = asAdmin(tenantId);
  const { staff } = await patiently(() => schedules.listStaff({}, { caller }));
  const there = new Set(staff.map(({ name }) => name));
  const missing = business.staff.filter(({ name }) => !there.has(name));
  await Promise.all(
    missing.map((member) => {
      const request = {
        name: member.name,
        timeZone: business.timeZone,
        offeringIds: servedBy(member, planned).flatMap(({ title }) => ids.get(title) ?? []),
        weeklyHours: toWeeklyHours(member.hours),
      };
      const requestId = requestIdOf('staff', business.slug, JSON.stringify(request));
      return patiently(() => schedules.createStaff(request, { caller, requestId, ...BATCH }));
    }),
  );
}

/** Dates of the events that have none ahead. */
export async function createSessions(clients: Clients, stocked: Stocked, now: Date): Promise<void> {
  const { business, tenantId, planned } = stocked;
  const events = planned.filter(({ kind }) => kind === OfferingKind.EVENT);
  // A batch is created whole, so its first event tells whether it is there.
  for (const batch of eventBatches(events, now, business.timeZone)) {
    if (await hasDates(clients, stocked, batch[0]?.title ?? '', now)) continue;
    const sessions = batch.map(({ title, excludedDates = [], ...session }) => ({ offeringId: stocked.ids.get(title) ?? '', excludedDates: [...excludedDates], ...session }));
    const requestId = requestIdOf('sessions', tenantId, JSON.stringify(sessions));
    await patiently(() => clients.schedules.createSessions({ sessions }, { caller: asAdmin(tenantId), requestId, ...BATCH }));
  }
}

/** No event has more dates than one that takes place every week, so a batch never has more than {@link BATCH_SIZE}. */
const EVENTS_A_BATCH = Math.floor(BATCH_SIZE / WEEKS);

const eventBatches = (events: readonly PlannedOffering[], now: Date, timeZone: string) =>
  batches(events, EVENTS_A_BATCH).map((batch) =>
    batch.flatMap((event) => (event.weekly ? weeklyOf : sessionsOf)(event, now, timeZone).map((session) => ({ title: event.title, ...session }))),
  );

async function hasDates({ availability }: Clients, { ids, tenantId }: Stocked, title: string, now: Date): Promise<boolean> {
  const toTime = timestampFromDate(new Date(now.getTime() + 62 * 86_400_000));
  const request = { offeringId: ids.get(title) ?? '', fromTime: timestampFromDate(now), toTime };
  const { slots } = await patiently(() => availability.listSlots(request, { caller: asAdmin(tenantId) }));
  return slots.length > 0;
}
