/** `npm run nats:provision`: makes the streams, consumers and buckets of Berth on the server that `NATS_URL` names, as its operator, and stays to make them again. */
import { readSettings } from '#runtime/config/settings.ts';
import { runProcess } from '#runtime/lifecycle.ts';
import { createLogger } from '#runtime/logger.ts';
import { ENTRIES } from '../dev/services.ts';
import { operatorSettings } from './operator-settings.ts';
import { startProvisioner } from './provisioner.ts';
import { brokerUsers } from './users.ts';

await runProcess({
  name: 'nats-provisioner',
  readConfig: (env) => readSettings(env, operatorSettings),
  start: async (server) =>
    startProvisioner({ server, users: await brokerUsers(ENTRIES.map(({ name }) => name)), logger: createLogger({ service: 'nats-provisioner' }) }),
  describe: () => 'has made streams, consumers and buckets',
});
