/** `npm run seed`: fills a running Berth with demo data; what is there already stays as it is. */
import { runCommand } from '../command.ts';
import { lockHolder } from '../launcher-lock.ts';
import { seed } from '../seed/seed.ts';
import { markSeeded, seedContext } from '../seed-context.ts';
import { readDevSettings } from '../settings.ts';
import { StartFailure } from '../start-failure.ts';
import { openSurroundings } from '../surroundings.ts';

await runCommand(async () => {
  if ((await lockHolder(readDevSettings().dataDir)) === undefined) throw new StartFailure('Berth does not run here. Start it first: npm start');
  await using berth = await openSurroundings();
  await berth.progress.step('Demo data', (report) => seed(seedContext(berth.around, report)));
  await markSeeded(berth.adminUrl);
  return 0;
});
