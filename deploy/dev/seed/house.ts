/** The house itself: its rooms and stands, when it is closed, and how its offerings can be booked. What is there stays as it is. */
import { Temporal } from 'temporal-polyfill';
import { asAdmin, requestIdOf, type Clients } from './clients.ts';
import type { Equipment, RulesOf, YearlyClosure } from './data/model.ts';
import type { PlannedOffering } from './offerings.ts';
import { patiently } from './patience.ts';
import { toWeeklyHours, type Stocked } from './schedule.ts';

/** Resources that are not there yet, by name. */
export async function createResources({ schedules }: Clients, { business, tenantId }: Stocked): Promise<void> {
  const caller = asAdmin(tenantId);
  const { resources } = await patiently(() => schedules.listResources({}, { caller }));
  const there = new Set(resources.map(({ name }) => name));
  await Promise.all(
    business.resources.filter(({ name }) => !there.has(name)).map(({ kind, name, skills = [], hours }: Equipment) => {
      const resource = { kind, name, skills: [...skills], timeZone: business.timeZone, weeklyHours: toWeeklyHours(hours) };
      return patiently(() => schedules.createResource({ resource }, { caller, requestId: requestIdOf('resource', tenantId, JSON.stringify(resource)) }));
    }),
  );
}

/** Closures of this year and the next that are not there yet, by their first date. */
export async function createClosures({ schedules }: Clients, { business, tenantId }: Stocked, now: Date): Promise<void> {
  const caller = asAdmin(tenantId);
  const { closures } = await patiently(() => schedules.listClosures({}, { caller }));
  const there = new Set(closures.map(({ fromDate }) => fromDate));
  const { year } = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(business.timeZone);
  const missing = [year, year + 1].flatMap((each) => business.closures.map((closure) => inYear(closure, each))).filter(({ fromDate }) => !there.has(fromDate));
  await Promise.all(
    missing.map((closure) => patiently(() => schedules.createClosure(closure, { caller, requestId: requestIdOf('closure', tenantId, JSON.stringify(closure)) }))),
  );
}

const inYear = ({ from, until, reason }: YearlyClosure, year: number) =>
  ({ fromDate: `${year}-${from}`, untilDate: `${until < from ? year + 1 : year}-${until}`, reason });

/** Rules of offerings that have none yet. */
export async function setRules({ schedules }: Clients, { business, tenantId, planned, ids }: Stocked): Promise<void> {
  const caller = asAdmin(tenantId);
  for (const offering of planned) {
    const own = rulesFor(business.rules, offering);
    if (!own) continue;
    const offeringId = ids.get(offering.title) ?? '';
    const { rules } = await patiently(() => schedules.getBookingRules({ offeringId }, { caller }));
    if (rules?.etag !== UNSET) continue;
    await patiently(() => schedules.setBookingRules({ offeringId, rules: own.rules, etag: UNSET }, { caller, requestId: requestIdOf('rules', offeringId) }));
  }
}

/** Etag of rules that nobody has set. */
const UNSET = '0';

/** The rules that are meant for an offering. */
export const rulesFor = (rules: readonly RulesOf[], { category, title }: Pick<PlannedOffering, 'category' | 'title'>): RulesOf | undefined =>
  rules.find((each) => each.category === category && (each.titles?.includes(title) ?? true));
