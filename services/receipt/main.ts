/** Runs the receipt service as a process of its own. */
import { runProcess } from '../runtime/lifecycle.ts';
import { readReceiptConfig } from './config.ts';
import { startReceipt } from './service.ts';

await runProcess({
  name: 'receipt',
  readConfig: readReceiptConfig,
  start: startReceipt,
  describe: ({ grpcPort }) => `listens on port ${grpcPort}`,
});
