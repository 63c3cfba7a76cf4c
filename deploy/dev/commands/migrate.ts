/** `npm run migrate`: brings every service's database up to date and leaves nothing running that did not run before. */
import { ENTRIES } from '../services.ts';
import { runCommand } from '../command.ts';
import { environmentOf } from '../environment.ts';
import { openSurroundings } from '../surroundings.ts';

await runCommand(async () => {
  await using berth = await openSurroundings();
  for (const entry of ENTRIES.filter(({ name }) => name !== 'gateway')) {
    // A service migrates itself as it starts; any free ports will do for the moment that it runs.
    const anywhere = { GRPC_PORT: '0', ADMIN_PORT: '0', OTLP_PORT: '0', OTEL_EXPORTER_OTLP_ENDPOINT: '' };
    const env = { ...environmentOf(entry, berth.around, berth.databases.get(entry.name)), LOG_LEVEL: 'info', ...anywhere };
    const part = await entry.prepare(env);
    await (await part.start())[Symbol.asyncDispose]();
    berth.progress.line(`  ✓ ${entry.name}`);
  }
  return 0;
});
