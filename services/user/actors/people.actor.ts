/** People of a business: an import makes all of a request or none and leaves who exists as they are; who is there changes their own profile. */
import { ProfileInputSchema } from '#proto/berth/user/v1/profile_pb.ts';
import { UserService } from '#proto/berth/user/v1/user_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { Failure, notFound } from '../../runtime/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { erasedAmong } from '../../runtime/personal/erase.ts';
import { mergeMasked } from '../../runtime/rpc/update-mask.ts';
import { loadIdentities, ownIdentity } from '../db/identity-store.ts';
import { accountChanged, invalidProfile, newIdentity, normalizeEmail, type AccountEvent, type Identity, type Profile } from '../domain/account.ts';
import { erasedHere } from '../domain/erasure.ts';
import { beyondCustomer, memberNotProved } from '../domain/membership.ts';
import { emailKey, identityKey, profileKey } from '../keys.ts';
import { toProfileInput, toRoles, toUser } from '../mapping.ts';
import { hashPassword, verifyPassword } from '../passwords.ts';
import { accountRules } from './account-rules.ts';
import { needOpenSession } from './arrivals.ts';

interface Person {
  readonly id: string;
  readonly email: string;
  readonly passwordHash: string | undefined;
}

interface People {
  readonly people: readonly Person[];
}

/** An account whose address nobody has proved may be a stranger's, unless the import knows its password. */
const mayBecomeStaff = async ({ verified, passwordHash }: Identity, password: string): Promise<boolean> =>
  verified !== undefined || (password !== '' && (await verifyPassword(passwordHash, password)));

export const peopleActor = actor({
  name: 'people',
  service: UserService,
  ...accountRules,
  commands: {
    updateMe: {
      prepare: (_, { caller, db }) => ownIdentity(db, caller),
      route: (_, { id, email }: Identity) => [profileKey(id), identityKey(email)],
      turn(turn, { profile: change, updateMask, etag }, { id, email }: Identity) {
        const [profile, owner] = [turn.state.profiles.get(id), turn.state.identities.get(emailKey(email))];
        if (!profile || !owner) throw notFound('account', id);
        needOpenSession(turn, owner);
        turn.expectEtag(profileKey(id), etag);
        const { displayName, phoneNumber } = mergeMasked({
          schema: ProfileInputSchema, field: 'profile', base: toProfileInput(profile), change, paths: updateMask?.paths ?? [], invalid: invalidProfile,
        });
        const changed = { ...profile, displayName, phoneNumber, updated: turn.now };
        turn.apply({ events: [{ type: 'profileChanged', profile: changed }] });
        return { user: toUser(changed, turn.version(profileKey(id))) };
      },
    },
    importUsers: {
      anew: [accountChanged().reason],
      async prepare({ users }, { db, signal }) {
        const owners = await loadIdentities(db, users.map(({ email }) => emailKey(email)));
        const erased = new Set(await erasedAmong(db, [...owners.values()].map(({ id }) => id)));
        const people: Person[] = [];
        // One hash at a time: an import takes its time, and those who sign in meanwhile are not turned away.
        for (const { email, password, roles } of users) {
          signal.throwIfAborted();
          const owner = owners.get(emailKey(email));
          if (owner && erased.has(owner.id)) throw new Failure(erasedHere(owner.email));
          if (owner && beyondCustomer(toRoles(roles)) && !(await mayBecomeStaff(owner, password))) throw new Failure(memberNotProved(owner.email));
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
          if (owner && owner.id !== person.id && beyondCustomer(roles)) throw new Failure(accountChanged());
          const profile = { id, email: person.email, displayName: user.displayName, phoneNumber: user.phoneNumber, roles, created: turn.now, updated: turn.now, guest: false };
          const identified: AccountEvent = { type: 'identityChanged', emailKey: emailKey(person.email), identity: newIdentity(person) };
          turn.apply({ events: [...(owner ? [] : [identified]), { type: 'joined', profile }] });
          return profile;
        });
        return { users: profiles.map((profile) => toUser(profile, turn.version(profileKey(profile.id)))) };
      },
    },
  },
});
