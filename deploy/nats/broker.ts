/** NATS as one installation has it: each part is a user who may do what it needs, and what they need is there before the first of them comes. */
import { createLogger } from '#runtime/logger.ts';
import { type Nats, startNats } from '../dev/nats.ts';
import type { SecretStore } from '../dev/secrets.ts';
import { authorizationOf, OPERATOR } from './authorization.ts';
import { startProvisioner } from './provisioner.ts';
import { brokerUsers } from './users.ts';

export interface BrokerOptions {
  readonly dir: string;
  readonly port: number;
  /** Names of the parts of Berth that connect. */
  readonly parts: readonly string[];
  /** Keeps the users' passwords. */
  readonly secrets: SecretStore;
}

/** Starts a server of our own. Disposing it stops the provisioner, too. */
export async function startBroker({ dir, port, parts, secrets }: BrokerOptions): Promise<Nats> {
  await using stack = new AsyncDisposableStack();
  const users = await brokerUsers(parts);
  const authorization = authorizationOf(users, (user) => JSON.stringify(passwordOf(secrets, user)));
  const nats = stack.use(await startNats({ dir, port, authorization }));
  const logger = createLogger({ service: 'nats-provisioner', level: 'error' });
  stack.use(await startProvisioner({ server: { url: userUrl(nats.url, OPERATOR, secrets) }, users, logger }));
  const owned = stack.move();
  return { ...nats, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The URL with which a user connects: a part, or the `OPERATOR`. */
export function userUrl(serverUrl: string, user: string, secrets: SecretStore): string {
  const url = new URL(serverUrl);
  url.username = user;
  url.password = passwordOf(secrets, user);
  return url.href;
}

const passwordOf = (secrets: SecretStore, user: string): string => secrets.get(`nats.${user}`);
