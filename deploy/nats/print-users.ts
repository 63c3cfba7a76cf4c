/** `npm run nats:users`: prints what a nats-server of your own has to know of Berth's users. Passwords are variables of the server's environment. */
import { ENTRIES } from '../dev/services.ts';
import { authorizationOf } from './authorization.ts';
import { brokerUsers } from './users.ts';

const users = await brokerUsers(ENTRIES.map(({ name }) => name));
process.stdout.write(authorizationOf(users, (user) => `$NATS_${user.toUpperCase()}_PASSWORD`));
