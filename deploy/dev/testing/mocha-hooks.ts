/** After the last test, servers that the tests started for themselves are stopped, so that mocha can end. */
import { stopTestPostgres } from '#runtime/testing/database.ts';

export const mochaHooks = { afterAll: stopTestPostgres };
