/** Runs the notification service as a process of its own. */
import { runProcess } from '../runtime/lifecycle.ts';
import { readNotificationConfig } from './config.ts';
import { startNotification } from './service.ts';

await runProcess({
  name: 'notification',
  readConfig: readNotificationConfig,
  start: startNotification,
  describe: ({ grpcPort }) => `listens on port ${grpcPort}`,
});
