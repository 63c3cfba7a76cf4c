/** Signing in: an e-mail address has one owner on the platform, a profile in each business, and sessions that refresh once a token. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { SessionSchema } from '#proto/berth/user/v1/user_pb.ts';
import { AuthService } from '#proto/berth/user/v1/user_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { Failure } from '../../runtime/errors.ts';
import type { Attempts } from '../db/attempts.ts';
import { findSession } from '../db/session-store.ts';
import { accountChanged, type AccountEvent, type Identity, type Profile } from '../domain/account.ts';
import type { Activity, Origin } from '../domain/activity.ts';
import { newSession, outlived, refresh, signInAgain } from '../domain/session.ts';
import { addressKey, emailKey, identityKey, linkIdOf, linkKey, profileKey, sessionKey } from '../keys.ts';
import { fromOrigin, toGivenSession, toStoredSession } from '../mapping.ts';
import type { Numbered } from '../numbered-tokens.ts';
import type { Tokens } from '../tokens.ts';
import { accountRules, type AccountTurn } from './account-rules.ts';
import { prepareRegister, prepareSignIn, refused, type Credentials, type NewAccount } from './credentials.ts';
import { sendLink } from './mail-links.ts';

interface RefreshFacts extends Numbered {
  readonly tenantId: string;
  readonly userId: string;
  readonly emailKey: string;
  readonly origin: Origin;
}

/** What the replies that open or renew a session have in common. */
interface SessionReply {
  readonly session?: MessageInitShape<typeof SessionSchema>;
}

/** What a new session is made from. */
interface Arrival extends Credentials {
  readonly identity: Identity;
}

export const accountActor = (tokens: Tokens, attempts: Attempts) => {
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
        prepare: (request, view) => prepareRegister(attempts, request, view),
        route: (_, { identity, email, sessionId }: NewAccount) => [
          profileKey(identity.id), identityKey(email), sessionKey(sessionId), linkKey(linkIdOf('verify_email', email)),
        ],
        turn(turn, { displayName, phoneNumber }, facts: NewAccount) {
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
        prepare: (request, view) => prepareSignIn(attempts, request, view),
        route: (_, { identity, email, sessionId }: Credentials) => [
          identityKey(email), sessionKey(sessionId), ...(identity ? [profileKey(identity.id)] : []),
        ],
        turn(turn, _, facts: Credentials) {
          const { identity, email, origin, rehash } = facts;
          if (!identity) {
            const userId = turn.state.identities.get(emailKey(email))?.id;
            turn.apply({ events: [acted({ kind: 'sign_in_refused', emailKey: emailKey(email), userId, origin, reason: 'WRONG_CREDENTIALS' })] });
            return {};
          }
          const owner = ownerNow(turn, { ...facts, identity });
          if (owner && rehash !== undefined) {
            turn.apply({ events: [{ type: 'identityChanged', emailKey: emailKey(email), identity: { ...owner, passwordHash: rehash } }] });
          }
          return open(turn, { ...facts, identity }, blankProfile(identity, turn.now), 'signed_in');
        },
        // The refusal was to be told first, so it comes after the commit.
        finish: (reply: SessionReply, facts: Credentials) => (reply.session ? finish(reply, facts) : Promise.reject(refused())),
      },
      refreshSession: {
        // The session's generation tells a repeat apart. Out of the log, whoever once used a token would get new ones after its end.
        logged: false,
        async prepare({ refreshToken, origin }, { caller, db }): Promise<RefreshFacts> {
          const token = tokens.refresh.read(caller.tenantId, refreshToken);
          const found = await findSession(db, token.id);
          if (!found || !outlived(found.session, found.owner)) throw new Failure(signInAgain());
          return { ...token, tenantId: caller.tenantId, userId: found.session.userId, emailKey: found.owner.emailKey, origin: fromOrigin(origin) };
        },
        route: (_, { id, userId, emailKey: address }: RefreshFacts) => [sessionKey(id), profileKey(userId), addressKey(address)],
        turn(turn, _, { id, number, userId, emailKey: address, origin }: RefreshFacts) {
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

/** Who owns the address in this turn; raises `ACCOUNT_CHANGED` when that is not who was asked for a password a moment ago. */
function ownerNow(turn: AccountTurn, { identity, email }: Arrival): Identity | undefined {
  const owner = turn.state.identities.get(emailKey(email));
  if (owner && (owner.id !== identity.id || owner.epoch !== identity.epoch)) throw new Failure(accountChanged());
  return owner;
}

/** Opens a session; who is new to this business joins it as `newcomer`. */
function open(turn: AccountTurn, { identity, email, sessionId, origin }: Arrival, newcomer: Profile, kind: Activity['kind']): SessionReply {
  const known = turn.state.profiles.get(identity.id);
  const profile = known ?? newcomer;
  const session = newSession({ id: sessionId, userId: identity.id, epoch: identity.epoch, origin }, turn.now);
  turn.apply({
    events: [
      ...(known ? [] : [{ type: 'joined', profile } as const]),
      { type: 'signedIn', session },
      acted({ kind, emailKey: emailKey(email), userId: identity.id, sessionId, origin }),
    ],
  });
  return { session: toStoredSession(session, profile, turn.version(profileKey(profile.id))) };
}

const acted = (activity: Activity): AccountEvent => ({ type: 'acted', activity });

/** Someone with an account elsewhere on the platform signs in to this business for the first time. */
const blankProfile = ({ id, email }: Identity, now: Date): Profile => ({
  id,
  email,
  displayName: email.split('@')[0] ?? email,
  phoneNumber: '',
  roles: ['user'],
  created: now,
});
