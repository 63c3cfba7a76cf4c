/** `npm run migrate:down -- booking`: takes the newest migration of one service back. */
import { migrateDown } from '#runtime/db/migrate.ts';
import { runCommand } from '../command.ts';
import { databaseFolder } from '../database-folder.ts';
import { StartFailure } from '../start-failure.ts';
import { openSurroundings } from '../surroundings.ts';

await runCommand(async () => {
  const [service = ''] = process.argv.slice(2);
  await using berth = await openSurroundings();
  const urls = berth.databases.get(service);
  if (urls === undefined) throw new StartFailure(`Name a service: npm run migrate:down -- <${[...berth.databases.keys()].join('|')}>`);
  const reverted = await migrateDown({ ...urls, folder: new URL('migrations/', databaseFolder(service)) });
  berth.progress.line(reverted.length === 0 ? 'There is no migration to take back.' : `Taken back: ${reverted.join(', ')}`);
  return 0;
});
