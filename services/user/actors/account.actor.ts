/** People: an e-mail address has one owner on the platform, a profile in each business, and sessions that refresh once a token. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { UserCreatedSchema } from '#proto/berth/user/v1/user_events_pb.ts';
import { type SessionSchema } from '#proto/berth/user/v1/user_pb.ts';
import { AuthService } from '#proto/berth/user/v1/user_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { partsOf, toParts } from '../../runtime/actor/state.ts';
import type { StateShape } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import { toTypeId } from '../../runtime/ids.ts';
import { identityStore, profileStore, sessionStore } from '../db/account-stores.ts';
import { emailTaken, emptyAccount, evolveAccount, newSession, refresh, signInAgain, type AccountEvent, type AccountState, type Identity, type Profile, type Session } from '../domain/account.ts';
import { emailKey, identityKey, profileKey, sessionKey } from '../keys.ts';
import { toGivenSession, toStoredSession, toUser } from '../mapping.ts';
import type { Tokens } from '../tokens.ts';
import { prepareRegister, prepareSignIn, type NewAccount, type SignIn } from './credentials.ts';

const shape: StateShape<AccountState> = {
  stores: { identity: identityStore, profile: profileStore, session: sessionStore },
  compose: (parts) => ({
    identities: partsOf<Identity>(parts, 'identity'),
    profiles: partsOf<Profile>(parts, 'profile'),
    session: partsOf<Session>(parts, 'session').values().next().value,
  }),
  decompose: ({ identities, profiles, session }) => [
    ...toParts('identity', identities),
    ...toParts('profile', profiles),
    ...(session ? [[sessionKey(session.id), session] as const] : []),
  ],
};

/** What the actors of people have in common. */
export const accountRules = {
  state: shape,
  behaviour: { initial: emptyAccount, evolve: (state: AccountState, event: AccountEvent) => evolveAccount(state, event) },
  publish: (event: AccountEvent) =>
    event.type === 'joined'
      ? {
          key: profileKey(event.profile.id),
          subject: toTypeId('usr', event.profile.id),
          schema: UserCreatedSchema,
          payload: { user: toUser(event.profile, 1n) },
        }
      : undefined,
} as const;

interface RefreshFacts {
  readonly tenantId: string;
  readonly sessionId: string;
  readonly generation: number;
  readonly userId: string;
}

/** What the replies that open or renew a session have in common. */
interface SessionReply {
  readonly session?: MessageInitShape<typeof SessionSchema>;
}

export const accountActor = (tokens: Tokens) => {
  const finish = async (reply: SessionReply, { tenantId }: { readonly tenantId: string }) => ({
    session: await toGivenSession(tokens, tenantId, reply.session),
  });
  return actor({
    name: 'account',
    service: AuthService,
    ...accountRules,
    commands: {
      register: {
        prepare: prepareRegister,
        route: (_, facts: NewAccount) => [profileKey(facts.userId), identityKey(facts.email), sessionKey(facts.sessionId)],
        turn(turn, request, facts: NewAccount) {
          const { identities, profiles } = turn.state;
          const owner = identities.get(emailKey(facts.email));
          if (profiles.has(facts.userId) || (owner && owner.id !== facts.userId)) throw new Failure(emailTaken());
          const identity = { id: facts.userId, email: facts.email, passwordHash: facts.passwordHash };
          const profile = { id: facts.userId, email: facts.email, displayName: request.displayName, phoneNumber: request.phoneNumber, roles: ['user'] as const, created: turn.now };
          const session = newSession(facts.sessionId, facts.userId, turn.now);
          turn.apply({
            events: [
              ...(owner ? [] : [{ type: 'identified', emailKey: emailKey(facts.email), identity } as const]),
              { type: 'joined', profile },
              { type: 'signedIn', session },
            ],
          });
          return { session: toStoredSession(session, profile, turn.version(profileKey(profile.id))) };
        },
        finish,
      },
      signIn: {
        // Every sign-in is a session of its own: an old answer would open one that has ended, with the roles of then.
        logged: false,
        prepare: prepareSignIn,
        route: (_, facts: SignIn) => [profileKey(facts.userId), sessionKey(facts.sessionId)],
        turn(turn, _, facts: SignIn) {
          const known = turn.state.profiles.get(facts.userId);
          const session = newSession(facts.sessionId, facts.userId, turn.now);
          const profile = known ?? firstVisit(facts, turn.now);
          turn.apply({ events: [...(known ? [] : [{ type: 'joined', profile } as const]), { type: 'signedIn', session }] });
          return { session: toStoredSession(session, profile, turn.version(profileKey(profile.id))) };
        },
        finish,
      },
      refreshSession: {
        // The session's generation tells a repeat apart. Out of the log, whoever once used a token would get new ones after its end.
        logged: false,
        async prepare({ refreshToken }, { caller, db }) {
          const token = tokens.readRefresh(caller.tenantId, refreshToken);
          const [row] = await db.run<{ user_id: string }>('select user_id from session where id = $1::uuid', [token.sessionId]);
          if (!row) throw new Failure(signInAgain());
          return { ...token, tenantId: caller.tenantId, userId: row.user_id };
        },
        route: (_, { sessionId, userId }: RefreshFacts) => [sessionKey(sessionId), profileKey(userId)],
        turn(turn, _, { generation, userId }: RefreshFacts) {
          const { session, profiles } = turn.apply(refresh(turn.state, generation, turn.now));
          const profile = profiles.get(userId);
          // A reused token has just ended the session: that has to be kept, so the refusal comes after the commit.
          if (!session || session.revoked || !profile) return {};
          return { session: toStoredSession(session, profile, turn.version(profileKey(userId))) };
        },
        finish,
      },
      signOut: {
        logged: false,
        prepare: async ({ refreshToken }, { caller }) => tokens.readRefresh(caller.tenantId, refreshToken),
        route: (_, { sessionId }: Pick<RefreshFacts, 'sessionId' | 'generation'>) => [sessionKey(sessionId)],
        turn(turn) {
          if (turn.state.session && !turn.state.session.revoked) turn.apply({ events: [{ type: 'revoked', time: turn.now }] });
          return {};
        },
      },
    },
  });
};

/** Someone with an account elsewhere on the platform signs in to this business for the first time. */
const firstVisit = ({ userId, email }: SignIn, now: Date): Profile => ({
  id: userId,
  email,
  displayName: email.split('@')[0] ?? email,
  phoneNumber: '',
  roles: ['user'],
  created: now,
});
