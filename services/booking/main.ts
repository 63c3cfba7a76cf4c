/** Runs the booking service as a process of its own. */
import { runProcess } from '../runtime/lifecycle.ts';
import { readBookingConfig } from './config.ts';
import { startBooking } from './service.ts';

await runProcess({
  name: 'booking',
  readConfig: readBookingConfig,
  start: startBooking,
  describe: ({ grpcPort }) => `listens on port ${grpcPort}`,
});
