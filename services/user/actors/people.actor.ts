/** Imports people of a business: all of a request or none; who exists is left as they are. */
import { UserService } from '#proto/berth/user/v1/user_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { newId } from '../../runtime/ids.ts';
import { loadIdentities } from '../db/account-stores.ts';
import { normalizeEmail, type AccountEvent, type Profile } from '../domain/account.ts';
import { emailKey, identityKey, profileKey } from '../keys.ts';
import { toRoles, toUser } from '../mapping.ts';
import { hashPassword } from '../passwords.ts';
import { accountRules } from './account.actor.ts';

interface Person {
  readonly id: string;
  readonly email: string;
  readonly passwordHash: string | undefined;
}

interface People {
  readonly people: readonly Person[];
}

export const peopleActor = actor({
  name: 'people',
  service: UserService,
  ...accountRules,
  commands: {
    importUsers: {
      async prepare({ users }, { db }) {
        const owners = await loadIdentities(db, users.map(({ email }) => emailKey(email)));
        const people = await Promise.all(
          users.map(async ({ email, password }): Promise<Person> => {
            const owner = owners.get(emailKey(email));
            const passwordHash = owner || password === '' ? owner?.passwordHash : await hashPassword(password);
            return { id: owner?.id ?? newId(), email: normalizeEmail(email), passwordHash };
          }),
        );
        return { people };
      },
      route: (_, { people }: People) => people.flatMap(({ id, email }) => [profileKey(id), identityKey(email)]),
      turn(turn, { users }, { people }: People) {
        const profiles = users.map((user, index): Profile => {
          const person = people[index];
          if (!person) throw new TypeError('a person who was prepared is gone');
          const known = turn.state.profiles.get(person.id);
          if (known) return known;
          const roles = user.roles.length === 0 ? (['user'] as const) : toRoles(user.roles);
          const profile = { id: person.id, email: person.email, displayName: user.displayName, phoneNumber: user.phoneNumber, roles, created: turn.now };
          const identified: AccountEvent = { type: 'identified', emailKey: emailKey(person.email), identity: person };
          turn.apply({ events: [...(turn.state.identities.has(emailKey(person.email)) ? [] : [identified]), { type: 'joined', profile }] });
          return profile;
        });
        return { users: profiles.map((profile) => toUser(profile, turn.version(profileKey(profile.id)))) };
      },
    },
  },
});
