/** Demo data that looks like real businesses: safe to repeat, it adds only what is missing. */
import type { SeedContext } from '../seed-context.ts';
import { makeBookings } from './bookings.ts';
import { openClients, type Clients } from './clients.ts';
import { BUSINESSES } from './data/businesses.ts';
import type { Business } from './data/model.ts';
import { createClosures, createResources, setRules } from './house.ts';
import { offeringsOf } from './offerings.ts';
import { importPeople } from './people.ts';
import { createSessions, createStaff } from './schedule.ts';
import { importOfferings } from './stock.ts';
import { ensureTenant } from './tenants.ts';

/** Fills a running Berth. Rejects when a service refuses or stays away for a minute; then it may be called again. */
export async function seed(context: SeedContext, now = new Date()): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const clients = openClients(context, stack);
  let offerings = 0;
  // One after the other: on two cores the services are busy with one business already, and the report stays readable.
  for (const business of BUSINESSES) {
    await seedBusiness(clients, business, now, (what) => context.progress(`${business.name}: ${what}`));
    offerings += offeringsOf(business).length;
  }
  context.progress(`${BUSINESSES.length} businesses, ${offerings} offerings`);
}

async function seedBusiness(clients: Clients, business: Business, now: Date, report: (what: string) => void): Promise<void> {
  report('people');
  const tenantId = await ensureTenant(clients, business);
  const customers = await importPeople(clients, tenantId, business);
  report('offerings');
  const planned = offeringsOf(business);
  const stocked = { business, tenantId, planned, ids: await importOfferings(clients, tenantId, planned) };
  report('staff and dates');
  await Promise.all([createStaff(clients, stocked), createSessions(clients, stocked, now), createClosures(clients, stocked, now), createResources(clients, stocked)]);
  await setRules(clients, stocked);
  report('bookings');
  await makeBookings(clients, stocked, customers, now);
}
