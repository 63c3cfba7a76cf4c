/** `npm run nats:provision`: makes the streams, consumers and buckets of Berth on the server that `NATS_URL` names, as its operator, and stays to make them again. */
import { url } from '#runtime/config/kinds.ts';
import { natsIdentity } from '#runtime/config/runtime.ts';
import { readSettings } from '#runtime/config/settings.ts';
import { runProcess } from '#runtime/lifecycle.ts';
import { createLogger } from '#runtime/logger.ts';
import { tlsSettings } from '#runtime/rpc/transport-security.ts';
import { ENTRIES } from '../dev/services.ts';
import { startProvisioner } from './provisioner.ts';
import { brokerUsers } from './users.ts';

await runProcess({
  name: 'nats-provisioner',
  readConfig: (env) => readSettings(env, { url: url('NATS_URL', ['nats', 'tls']), identity: natsIdentity, tls: tlsSettings }),
  start: async (server) =>
    startProvisioner({ server, users: await brokerUsers(ENTRIES.map(({ name }) => name)), logger: createLogger({ service: 'nats-provisioner' }) }),
  describe: () => 'has made streams, consumers and buckets',
});
