/** Runs the payment service as a process of its own. */
import { runProcess } from '../runtime/lifecycle.ts';
import { readPaymentConfig } from './config.ts';
import { startPayment } from './service.ts';

await runProcess({
  name: 'payment',
  readConfig: readPaymentConfig,
  start: startPayment,
  describe: ({ grpcPort }) => `listens on port ${grpcPort}`,
});
