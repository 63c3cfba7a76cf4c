/** Runs the catalogue service as a process of its own. */
import { runProcess } from '#runtime/lifecycle.ts';
import { readCatalogConfig } from './config.ts';
import { startCatalog } from './service.ts';

await runProcess({
  name: 'catalog',
  readConfig: readCatalogConfig,
  start: startCatalog,
  describe: ({ grpcPort }) => `listens on port ${grpcPort}`,
});
