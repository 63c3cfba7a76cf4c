/** `npm run nats:forget-events`: for a Postgres that was restored from a backup, while no service runs. README.md has the steps. */
import { setTimeout as delay } from 'node:timers/promises';
import { environment } from '#runtime/config/environment.ts';
import { readSettings } from '#runtime/config/settings.ts';
import { connectNats } from '#runtime/events/connection.ts';
import { createLogger } from '#runtime/logger.ts';
import { runCommand } from '../dev/command.ts';
import { ENTRIES } from '../dev/services.ts';
import { StartFailure } from '../dev/start-failure.ts';
import { OPERATOR } from './authorization.ts';
import { forgetEvents } from './event-streams.ts';
import { operatorSettings } from './operator-settings.ts';
import { brokerUsers } from './users.ts';

const PATIENCE_MS = 10_000;

await runCommand(async () => {
  const server = readSettings(environment, operatorSettings);
  await using nats = await connectNats({ ...server, name: OPERATOR, logger: createLogger({ service: 'nats-forget-events' }) });
  const connection = await Promise.race([nats.connection(), delay(PATIENCE_MS, undefined)]);
  if (!connection) throw new StartFailure('NATS cannot be reached. NATS_URL must name the server and its operator, as for npm run nats:provision.');
  const forgotten = await forgetEvents(connection, await brokerUsers(ENTRIES.map(({ name }) => name)));
  process.stdout.write(`${forgotten} events are forgotten. Services send those again that their databases know; start them now.\n`);
  return 0;
});
