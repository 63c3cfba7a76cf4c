/** Signing in: an e-mail address has one owner on the platform, a profile in each business, and sessions that refresh once a token. */
import { AuthService } from '#proto/berth/user/v1/user_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { Failure } from '../../runtime/errors.ts';
import { findSession } from '../db/session-store.ts';
import { accountChanged } from '../domain/account.ts';
import type { Activity, Origin } from '../domain/activity.ts';
import { outlived, refresh, signInAgain } from '../domain/session.ts';
import { addressKey, emailKey, identityKey, linkIdOf, linkKey, profileKey, sessionKey } from '../keys.ts';
import { fromOrigin, toGivenSession, toStoredSession } from '../mapping.ts';
import type { Numbered } from '../numbered-tokens.ts';
import type { Tokens } from '../tokens.ts';
import { accountRules } from './account-rules.ts';
import { acted, blankProfile, keepCredentials, open, ownerNow, type SessionReply } from './arrivals.ts';
import { prepareRegister, prepareSignIn, type Arrival, type Gatekeeping, type Refused } from './credentials.ts';
import { sendLink } from './mail-links.ts';

interface RefreshFacts extends Numbered {
  readonly tenantId: string;
  readonly userId: string;
  readonly emailKey: string;
  readonly origin: Origin;
}

export const accountActor = (tokens: Tokens, gate: Gatekeeping) => {
  const finish = async (reply: SessionReply, { tenantId }: { readonly tenantId: string }) => ({
    session: await toGivenSession(tokens, tenantId, reply.session),
  });
  return actor({
    name: 'account',
    service: AuthService,
    ...accountRules,
    commands: {
      register: {
        // Who repeats it knows the password, and is signed in.
        logged: false,
        anew: [accountChanged().reason],
        prepare: (request, view) => prepareRegister(gate, request, view),
        route: (_, { identity, email, sessionId }: Arrival) => [
          profileKey(identity.id), identityKey(email), sessionKey(sessionId), linkKey(linkIdOf('verify_email', email)),
        ],
        turn(turn, { displayName, phoneNumber }, facts: Arrival) {
          const { identity, email } = facts;
          const owner = ownerNow(turn, facts);
          const isNew = !turn.state.profiles.has(identity.id);
          if (!owner) turn.apply({ events: [{ type: 'identityChanged', emailKey: emailKey(email), identity }] });
          const profile = { ...blankProfile(identity, turn.now), displayName, phoneNumber };
          const reply = open(turn, facts, profile, isNew ? 'registered' : 'signed_in');
          if (!owner) sendLink(turn, 'verify_email', identity);
          return reply;
        },
        finish,
      },
      signIn: {
        // Every sign-in is a session of its own: an old answer would open one that has ended, with the roles of then.
        logged: false,
        anew: [accountChanged().reason],
        prepare: (request, view) => prepareSignIn(gate, request, view),
        route: (_, facts: Arrival | Refused) => [
          identityKey(facts.email), sessionKey(facts.sessionId), ...('identity' in facts ? [profileKey(facts.identity.id)] : []),
        ],
        turn(turn, _, facts: Arrival | Refused) {
          if ('refusal' in facts) {
            const address = emailKey(facts.email);
            const userId = turn.state.identities.get(address)?.id;
            turn.apply({ events: [acted({ kind: 'sign_in_refused', emailKey: address, userId, origin: facts.origin, reason: facts.refusal.reason })] });
            return {};
          }
          const owner = ownerNow(turn, facts);
          if (owner) keepCredentials(turn, facts, owner);
          return open(turn, facts, blankProfile(facts.identity, turn.now), 'signed_in');
        },
        // The refusal was to be told first, so it comes after the commit.
        finish: (reply: SessionReply, facts: Arrival | Refused) => ('refusal' in facts ? Promise.reject(new Failure(facts.refusal)) : finish(reply, facts)),
      },
      refreshSession: {
        // The session's generation tells a repeat apart. Out of the log, whoever once used a token would get new ones after its end.
        logged: false,
        async prepare({ refreshToken, origin }, { caller, db }): Promise<RefreshFacts> {
          const token = tokens.refresh.read(caller.tenantId, refreshToken);
          const found = await findSession(db, token.id);
          if (!found) throw new Failure(signInAgain());
          return { ...token, tenantId: caller.tenantId, userId: found.session.userId, emailKey: found.owner.emailKey, origin: fromOrigin(origin) };
        },
        route: (_, { id, userId, emailKey: address }: RefreshFacts) => [sessionKey(id), profileKey(userId), addressKey(address)],
        turn(turn, _, { id, number, userId, emailKey: address, origin }: RefreshFacts) {
          const owner = turn.state.identities.get(address);
          // Here, and not when it is read: all may be ended meanwhile.
          if (!owner || (turn.state.session && !outlived(turn.state.session, owner))) throw new Failure(signInAgain());
          const outcome = refresh(turn.state.session, number, turn.now);
          if ('rejection' in outcome) throw new Failure(outcome.rejection);
          if (outcome.verdict === 'reused') {
            const activity: Activity = { kind: 'refresh_token_reused', emailKey: address, userId, sessionId: id, origin };
            turn.apply({ events: [{ type: 'revoked', time: turn.now }, acted(activity)] });
            // That has to be kept, so the refusal comes after the commit.
            return {};
          }
          if (outcome.verdict === 'renewed') turn.apply({ events: [{ type: 'refreshed', time: turn.now }] });
          const { session, profiles } = turn.state;
          const profile = profiles.get(userId);
          if (!session || !profile) return {};
          return { session: toStoredSession(session, profile, turn.version(profileKey(userId))) };
        },
        finish,
      },
      signOut: {
        logged: false,
        prepare: async ({ refreshToken }, { caller }) => tokens.refresh.read(caller.tenantId, refreshToken),
        route: (_, { id }: Numbered) => [sessionKey(id)],
        turn(turn) {
          if (turn.state.session && !turn.state.session.revoked) turn.apply({ events: [{ type: 'revoked', time: turn.now }] });
          return {};
        },
      },
    },
  });
};
