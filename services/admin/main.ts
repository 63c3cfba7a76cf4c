/** Runs the admin service as a process of its own. */
import { runProcess } from '../runtime/lifecycle.ts';
import { readAdminConfig } from './config.ts';
import { startAdmin } from './service.ts';

await runProcess({
  name: 'admin',
  readConfig: readAdminConfig,
  start: startAdmin,
  describe: ({ grpcPort }) => `listens on port ${grpcPort}`,
});
