/** Runs the user service as a process of its own. */
import { runProcess } from '../runtime/lifecycle.ts';
import { readUserConfig } from './config.ts';
import { startUser } from './service.ts';

await runProcess({
  name: 'user',
  readConfig: readUserConfig,
  start: startUser,
  describe: ({ grpcPort }) => `listens on port ${grpcPort}`,
});
