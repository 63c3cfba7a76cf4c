/** `npm run migrate`: brings every service's database up to date; no service is started, so nothing is consumed or sent. */
import { existsSync } from 'node:fs';
import { migrate } from '#runtime/db/migrate.ts';
import { runCommand } from '../command.ts';
import { databaseFolder } from '../database-folder.ts';
import { openSurroundings } from '../surroundings.ts';

/** Tables without a tenant, which a service that has some names in db/shared-tables.ts. */
async function sharedTables(service: string): Promise<readonly string[]> {
  const file = new URL('shared-tables.ts', databaseFolder(service));
  if (!existsSync(file)) return [];
  const { SHARED_TABLES }: { SHARED_TABLES: readonly string[] } = await import(file.href);
  return SHARED_TABLES;
}

await runCommand(async () => {
  await using berth = await openSurroundings();
  for (const [service, urls] of berth.databases) {
    const folder = new URL('migrations/', databaseFolder(service));
    const applied = await migrate({ ...urls, folder, sharedTables: await sharedTables(service) });
    berth.progress.line(`  ✓ ${service}: ${applied.length === 0 ? 'up to date' : applied.join(', ')}`);
  }
  return 0;
});
