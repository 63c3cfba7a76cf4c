/** The part of a nats-server's configuration that says who may do what; whoever is not in it is turned away. */
import { permissionsOf, type BrokerUser } from '#runtime/events/permissions.ts';

/** Whoever looks after the broker: makes streams, consumers and buckets, and may do everything. No service is this user. */
export const OPERATOR = 'operator';

/** The `authorization` block. `passwordOf` gives what stands for a user's password: a quoted text, or `$NAME` for a variable of the server's environment. */
export function authorizationOf(users: readonly BrokerUser[], passwordOf: (user: string) => string): string {
  return [
    'authorization {',
    '  users: [',
    `    { user: ${OPERATOR}, password: ${passwordOf(OPERATOR)} }`,
    ...users.map((user) => lineOf(user, passwordOf(user.name))),
    '  ]',
    '}',
    '',
  ].join('\n');
}

function lineOf(user: BrokerUser, password: string): string {
  const { publish, subscribe } = permissionsOf(user);
  const allow = (subjects: readonly string[]): string => `{ allow: ${JSON.stringify(subjects)} }`;
  return `    { user: ${user.name}, password: ${password}, permissions: { publish: ${allow(publish)}, subscribe: ${allow(subscribe)} } }`;
}
