/** Imports people of a business: all of a request or none; who exists is left as they are. */
import { UserService } from '#proto/berth/user/v1/user_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { newId } from '../../runtime/ids.ts';
import { loadIdentities } from '../db/identity-store.ts';
import { accountChanged, newIdentity, normalizeEmail, type AccountEvent, type Profile } from '../domain/account.ts';
import { emailKey, identityKey, profileKey } from '../keys.ts';
import { toRoles, toUser } from '../mapping.ts';
import { hashPassword } from '../passwords.ts';
import { accountRules } from './account-rules.ts';

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
      anew: [accountChanged().reason],
      async prepare({ users }, { db, signal }) {
        const owners = await loadIdentities(db, users.map(({ email }) => emailKey(email)));
        const people: Person[] = [];
        // One hash at a time: an import takes its time, and those who sign in meanwhile are not turned away.
        for (const { email, password } of users) {
          signal.throwIfAborted();
          const owner = owners.get(emailKey(email));
          const passwordHash = owner || password === '' ? owner?.passwordHash : await hashPassword(password);
          people.push({ id: owner?.id ?? newId(), email: normalizeEmail(email), passwordHash });
        }
        return { people };
      },
      route: (_, { people }: People) => people.flatMap(({ id, email }) => [profileKey(id), identityKey(email)]),
      turn(turn, { users }, { people }: People) {
        // An address may have an owner since: someone who registered meanwhile, or an earlier line of this request.
        turn.need(...[...turn.state.identities.values()].map(({ id }) => profileKey(id)));
        const profiles = users.map((user, index): Profile => {
          const person = people[index];
          if (!person) throw new TypeError('a person who was prepared is gone');
          const owner = turn.state.identities.get(emailKey(person.email));
          const id = owner?.id ?? person.id;
          const known = turn.state.profiles.get(id);
          if (known) return known;
          const roles = user.roles.length === 0 ? (['user'] as const) : toRoles(user.roles);
          const profile = { id, email: person.email, displayName: user.displayName, phoneNumber: user.phoneNumber, roles, created: turn.now };
          const identified: AccountEvent = { type: 'identityChanged', emailKey: emailKey(person.email), identity: newIdentity(person) };
          turn.apply({ events: [...(owner ? [] : [identified]), { type: 'joined', profile }] });
          return profile;
        });
        return { users: profiles.map((profile) => toUser(profile, turn.version(profileKey(profile.id)))) };
      },
    },
  },
});
