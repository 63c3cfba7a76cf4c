/**
 * Guests who turn out to have an account: whoever proved the address takes over what they made. The guests end in one turn, and every
 * service gives what it keeps of them, however long one is away.
 */
import { GuestService } from '#proto/berth/user/v1/guest_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { Failure } from '../../runtime/errors.ts';
import { ownIdentity } from '../db/identity-store.ts';
import { guestsOf } from '../db/profile-store.ts';
import { emailNotVerified, signedOutEverywhere, type AccountEvent, type Identity, type Profile } from '../domain/account.ts';
import { claimGuest } from '../effects/claim-guest.ts';
import { emailKey, guestAddress, identityKey, profileKey } from '../keys.ts';
import { fromOrigin } from '../mapping.ts';
import type { Participants } from '../privacy/participants.ts';
import { accountRules, type AccountTurn } from './account-rules.ts';
import { acted, needOpenSession } from './arrivals.ts';

interface Claimed {
  readonly identity: Identity;
  readonly guestIds: readonly string[];
}

/** Guests in one turn. */
const AT_MOST = 20;

export const guestClaimActor = ({ names }: Pick<Participants, 'names'>) =>
  actor({
    name: 'guest-claim',
    service: GuestService,
    ...accountRules,
    commands: {
      claimGuestBookings: {
        async prepare(_, { caller, db }): Promise<Claimed> {
          const identity = await ownIdentity(db, caller);
          if (!identity.verified) throw new Failure(emailNotVerified());
          return { identity, guestIds: await guestsOf(db, identity.email, AT_MOST) };
        },
        route: (_, { identity, guestIds }: Claimed) => [identityKey(identity.email), ...guestIds.flatMap((id) => [profileKey(id), identityKey(guestAddress(id))])],
        turn(turn, { origin }, { identity, guestIds }: Claimed) {
          const owner = turn.state.identities.get(emailKey(identity.email));
          // Here, and not when it is read: the address may have another owner since.
          if (!owner?.verified || owner.id !== identity.id) throw new Failure(emailNotVerified());
          needOpenSession(turn, owner);
          const guests = guestIds.flatMap((id) => turn.state.profiles.get(id) ?? []).filter(({ guest, email }) => guest && email === owner.email);
          for (const guest of guests) takeOver(turn, guest, owner.id, names);
          if (guests.length > 0) turn.apply({ events: [acted({ kind: 'guests_claimed', emailKey: emailKey(owner.email), userId: owner.id, origin: fromOrigin(origin) })] });
          return { guests: guests.length, more: guestIds.length === AT_MOST };
        },
      },
    },
    outcomes: { claimGuest: () => undefined },
  });

/** Ends a guest: nobody goes on in their name, their address leads to nobody any more, and what they made is given away. */
function takeOver(turn: AccountTurn, guest: Profile, userId: string, services: readonly string[]): void {
  const address = emailKey(guestAddress(guest.id));
  const identity = turn.state.identities.get(address);
  const ended: readonly AccountEvent[] = identity ? [{ type: 'identityChanged', emailKey: address, identity: signedOutEverywhere(identity) }] : [];
  turn.apply({ events: [...ended, { type: 'profileChanged', profile: { ...guest, email: '', displayName: '', phoneNumber: '', updated: turn.now } }] });
  for (const service of services) turn.effect(claimGuest, { service, guestId: guest.id, userId }, { key: profileKey(guest.id) });
}
