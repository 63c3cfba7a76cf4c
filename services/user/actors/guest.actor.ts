/** Guests: people without an account, each with a session of their own that nobody signs in to again. */
import { GuestService } from '#proto/berth/user/v1/guest_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { newId } from '../../runtime/ids.ts';
import { newIdentity, normalizeEmail } from '../domain/account.ts';
import { emailKey, guestAddress, identityKey, profileKey, sessionKey } from '../keys.ts';
import { fromOrigin, toGivenSession } from '../mapping.ts';
import type { Tokens } from '../tokens.ts';
import { accountRules } from './account-rules.ts';
import { blankProfile, open, type SessionReply } from './arrivals.ts';
import type { Arrival } from './credentials.ts';

export const guestActor = (tokens: Tokens) =>
  actor({
    name: 'guest',
    service: GuestService,
    ...accountRules,
    commands: {
      continueAsGuest: {
        // Its answer has tokens, and whoever repeats it has nothing yet that could be made twice.
        logged: false,
        // The address is not looked up: who has an account with it, or was a guest with it, nobody learns.
        async prepare({ origin }, { caller: { tenantId } }): Promise<Arrival> {
          const id = newId();
          const email = guestAddress(id);
          return { tenantId, email, origin: fromOrigin(origin), sessionId: newId(), identity: newIdentity({ id, email, passwordHash: undefined }) };
        },
        route: (_, { identity, email, sessionId }: Arrival) => [profileKey(identity.id), identityKey(email), sessionKey(sessionId)],
        turn(turn, { email, displayName, phoneNumber }, arrival: Arrival) {
          const { identity } = arrival;
          turn.apply({ events: [{ type: 'identityChanged', emailKey: emailKey(identity.email), identity }] });
          const guest = { ...blankProfile(identity, turn.now), email: normalizeEmail(email), displayName, phoneNumber, guest: true };
          return open(turn, arrival, guest, 'guest_continued');
        },
        finish: async (reply: SessionReply, { tenantId }: Arrival) => ({ session: await toGivenSession(tokens, tenantId, reply.session) }),
      },
    },
  });
