/** The catalog of a business: what is missing is imported, what is there stays as it is. */
import { asAdmin, BATCH, requestIdOf, type Clients } from './clients.ts';
import type { PlannedOffering } from './offerings.ts';
import { patiently } from './patience.ts';

export const BATCH_SIZE = 200;

/** Type ids by title, of everything that is published. */
export async function importOfferings(clients: Clients, tenantId: string, planned: readonly PlannedOffering[]): Promise<ReadonlyMap<string, string>> {
  const there = await publishedTitles(clients, tenantId);
  const missing = planned.filter(({ title }) => !there.has(title)).map(({ input }) => input);
  for (const offerings of batches(missing, BATCH_SIZE)) {
    const requestId = requestIdOf('offerings', ...offerings.map(({ title = '' }) => title));
    const imported = await patiently(() => clients.catalog.importOfferings({ offerings }, { caller: asAdmin(tenantId), requestId, ...BATCH }));
    for (const { id, title } of imported.offerings) there.set(title, id);
  }
  return there;
}

async function publishedTitles({ catalog }: Clients, tenantId: string): Promise<Map<string, string>> {
  const titles = new Map<string, string>();
  let pageToken = '';
  do {
    const request = { pageSize: BATCH_SIZE, pageToken };
    const page = await patiently(() => catalog.listOfferings(request, { caller: asAdmin(tenantId) }));
    for (const { id, title } of page.offerings) titles.set(title, id);
    pageToken = page.nextPageToken;
  } while (pageToken !== '');
  return titles;
}

export const batches = <T>(all: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
