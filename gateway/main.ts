/** The gateway as a process. */
import { runProcess } from '#runtime/lifecycle.ts';
import { readGatewayConfig } from './config.ts';
import { startGateway } from './service.ts';

await runProcess({
  name: 'gateway',
  readConfig: readGatewayConfig,
  start: startGateway,
  describe: ({ url }) => `listens on ${url}`,
});
