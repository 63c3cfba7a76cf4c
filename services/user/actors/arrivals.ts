/** Lets people in: what the turns of several actors do once an identity is proved. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { SessionSchema } from '#proto/berth/user/v1/user_pb.ts';
import { Failure } from '../../runtime/errors.ts';
import { accountChanged, type AccountEvent, type Identity, type Profile } from '../domain/account.ts';
import type { Activity } from '../domain/activity.ts';
import { spend } from '../domain/second-factor.ts';
import { newSession, outlived, signInAgain, type SessionOwner } from '../domain/session.ts';
import { emailKey, profileKey, sessionKey } from '../keys.ts';
import { toStoredSession } from '../mapping.ts';
import type { AccountTurn } from './account-rules.ts';
import type { Arrival } from './credentials.ts';

/** What the replies that open or renew a session have in common. */
export interface SessionReply {
  readonly session?: MessageInitShape<typeof SessionSchema>;
}

/** Who owns the address in this turn; raises `ACCOUNT_CHANGED` when that is not who was asked for a password a moment ago. */
export function ownerNow(turn: AccountTurn, { identity, email }: Pick<Arrival, 'identity' | 'email'>): Identity | undefined {
  const owner = turn.state.identities.get(emailKey(email));
  if (owner && (owner.id !== identity.id || owner.epoch !== identity.epoch)) throw new Failure(accountChanged());
  return owner;
}

/** Keeps what a sign-in changed of the identity: a newer hash, and that a code is used up. */
export function keepCredentials(turn: AccountTurn, { rehash, proof, email, origin }: Arrival, owner: Identity): void {
  if (rehash === undefined && !proof) return;
  let { secondFactor } = owner;
  if (secondFactor && proof) {
    const spent = spend(secondFactor, proof);
    if ('rejection' in spent) throw new Failure(spent.rejection);
    secondFactor = spent.factor;
  }
  const identity = { ...owner, passwordHash: rehash ?? owner.passwordHash, secondFactor };
  turn.apply({ events: [{ type: 'identityChanged', emailKey: emailKey(email), identity }] });
  if (proof?.kind === 'recovery') turn.apply({ events: [acted({ kind: 'recovery_code_used', emailKey: emailKey(email), userId: owner.id, origin })] });
}

/** Opens a session; who is new to this business joins it as `newcomer`. */
export function open(turn: AccountTurn, { identity, email, sessionId, origin }: Arrival, newcomer: Profile, kind: Activity['kind']): SessionReply {
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

/** An access token outlives its session by minutes: whoever has one of a session that ended keeps nothing open with it. Raises `SESSION_ENDED`. */
export function needOpenSession(turn: AccountTurn, owner: SessionOwner): void {
  const id = turn.caller.session;
  if (id === undefined) return;
  turn.need(sessionKey(id));
  const { session } = turn.state;
  if (!session || session.revoked || !outlived(session, owner)) throw new Failure(signInAgain());
}

export const acted = (activity: Activity): AccountEvent => ({ type: 'acted', activity });

/** Someone with an account elsewhere on the platform signs in to this business for the first time. */
export const blankProfile = ({ id, email }: Identity, now: Date): Profile => ({
  id,
  email,
  displayName: email.split('@')[0] ?? email,
  phoneNumber: '',
  roles: ['user'],
  created: now,
  updated: now,
  guest: false,
});
