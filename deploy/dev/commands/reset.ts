/** `npm run reset`: deletes the embedded servers' data, secrets, logs and sandbox books; the next start begins anew. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../command.ts';
import { lockHolder } from '../launcher-lock.ts';
import { readDevSettings } from '../settings.ts';
import { StartFailure } from '../start-failure.ts';

/** What was only built from the sources stays. */
const DATA = ['postgres', 'nats', 'sandbox', 'logs', 'secrets.json'];

await runCommand(async () => {
  const { dataDir, databaseUrl, natsUrl } = readDevSettings();
  const holder = await lockHolder(dataDir);
  if (holder !== undefined) throw new StartFailure(`Berth runs (process ${holder}). Stop it first with Ctrl-C.`);
  if (databaseUrl !== undefined || natsUrl !== undefined) {
    throw new StartFailure('DATABASE_URL or NATS_URL is set: reset deletes only embedded servers. Unset them, or empty your servers yourself.');
  }
  for (const name of DATA) await rm(join(dataDir, name), { recursive: true, force: true });
  process.stdout.write(`${dataDir} holds no data any more. Next: npm start\n`);
  return 0;
});
