/** After the last test, servers that the tests started for themselves are stopped, so that mocha can end. */
import { stopTestPostgres } from '#runtime/testing/database.ts';
import { stopTestNats } from '#runtime/testing/nats.ts';

export const mochaHooks = {
  async afterAll(): Promise<void> {
    await Promise.all([stopTestPostgres(), stopTestNats()]);
  },
};
