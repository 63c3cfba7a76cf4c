/** Runs the integration service as a process of its own. */
import { runProcess } from '../runtime/lifecycle.ts';
import { readIntegrationConfig } from './config.ts';
import { startIntegration } from './service.ts';

await runProcess({
  name: 'integration',
  readConfig: readIntegrationConfig,
  start: startIntegration,
  describe: ({ grpcPort }) => `listens on port ${grpcPort}`,
});
