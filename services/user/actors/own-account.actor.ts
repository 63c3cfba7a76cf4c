/** What the signed-in do with their own account: another password, and the end of sessions. */
import { AccountService } from '#proto/berth/user/v1/account_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { Failure, notFound, reject } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import type { Attempts } from '../db/attempts.ts';
import { ownIdentity } from '../db/identity-store.ts';
import { findSession, type OwnedSession } from '../db/session-store.ts';
import { accountChanged, signedOutEverywhere, withPassword, type Identity } from '../domain/account.ts';
import type { Activity } from '../domain/activity.ts';
import { checkPassword } from '../domain/password-rules.ts';
import { addressKey, emailKey, identityKey, profileKey, sessionKey } from '../keys.ts';
import { fromOrigin } from '../mapping.ts';
import { hashPassword, verifyPassword } from '../passwords.ts';
import { accountRules, type AccountTurn } from './account-rules.ts';
import { needSession } from './acting.ts';
import { needOpenSession } from './arrivals.ts';
import { mailOwner } from './ways-in.ts';

interface Change {
  readonly identity: Identity;
  /** `wrong` is told by the turn before the caller is refused. */
  readonly outcome: 'changes' | 'is done' | 'wrong';
  /** Of the new password. */
  readonly passwordHash?: string;
}

export const ownAccountActor = (attempts: Attempts) => actor({
  name: 'own-account',
  service: AccountService,
  ...accountRules,
  commands: {
    changePassword: {
      anew: [accountChanged().reason],
      async prepare({ currentPassword, newPassword, origin }, { caller, db }): Promise<Change> {
        const identity = await ownIdentity(db, caller);
        checkPassword(newPassword, identity.email, 'new_password');
        const attempt = await attempts.begin(identity.email, fromOrigin(origin));
        const matches = (password: string): Promise<boolean> => attempt.checking(() => verifyPassword(identity.passwordHash, password));
        if (await matches(currentPassword)) {
          await attempt.succeeded();
          return { identity, outcome: 'changes', passwordHash: await hashPassword(newPassword) };
        }
        // Whoever changed it last may ask again because the answer was lost.
        const again = caller.session !== undefined && caller.session === identity.keptSessionId && (await matches(newPassword));
        if (again) await attempt.succeeded();
        return { identity, outcome: again ? 'is done' : 'wrong' };
      },
      route: (_, { identity }: Change) => [identityKey(identity.email), profileKey(identity.id)],
      turn(turn, { origin }, { identity, outcome, passwordHash }: Change) {
        const { id: userId, email } = identity;
        if (outcome === 'is done') return {};
        if (passwordHash === undefined) {
          act(turn, { kind: 'password_change_refused', emailKey: emailKey(email), userId, origin: fromOrigin(origin), reason: wrongPassword().reason });
          return {};
        }
        const owner = asPrepared(turn, identity);
        const changed = withPassword(owner, passwordHash, turn.caller.session);
        turn.apply({ events: [{ type: 'identityChanged', emailKey: emailKey(email), identity: changed }] });
        mailOwner(turn, changed, 'password_changed');
        act(turn, { kind: 'password_changed', emailKey: emailKey(email), userId, origin: fromOrigin(origin) });
        return {};
      },
      finish: (reply, { outcome }: Change) => (outcome === 'wrong' ? Promise.reject(new Failure(wrongPassword())) : Promise.resolve(reply)),
    },
    revokeSession: {
      async prepare({ id }, { caller, db }): Promise<OwnedSession> {
        const found = await findSession(db, fromTypeId('sid', id, 'id'));
        if (found?.session.userId !== caller.subject) throw notFound('session', id);
        // Who ends their own may ask again because the answer was lost.
        if (!found.session.revoked) await needSession(db, caller);
        return found;
      },
      route: (_, { session, owner }: OwnedSession) => [sessionKey(session.id), addressKey(owner.emailKey)],
      turn(turn, { origin }, { session: { id, userId }, owner }: OwnedSession) {
        if (!turn.state.session || turn.state.session.revoked) return {};
        turn.apply({ events: [{ type: 'revoked', time: turn.now }] });
        act(turn, { kind: 'session_ended', emailKey: owner.emailKey, userId, sessionId: id, origin: fromOrigin(origin) });
        return {};
      },
    },
    signOutEverywhere: {
      anew: [accountChanged().reason],
      prepare: (_, { caller, db }) => ownIdentity(db, caller),
      route: (_, { email }: Identity) => [identityKey(email)],
      turn(turn, { keepCurrent, origin }, identity: Identity) {
        const owner = asPrepared(turn, identity);
        const ended = signedOutEverywhere(owner, keepCurrent ? turn.caller.session : undefined);
        turn.apply({ events: [{ type: 'identityChanged', emailKey: emailKey(owner.email), identity: ended }] });
        act(turn, { kind: 'signed_out_everywhere', emailKey: emailKey(owner.email), userId: owner.id, origin: fromOrigin(origin) });
        return {};
      },
    },
  },
});

/** The caller's identity in this turn, in whose session they act; raises `ACCOUNT_CHANGED` when its password or sessions changed since it was read. */
function asPrepared(turn: AccountTurn, { id, email, epoch }: Identity): Identity {
  const owner = turn.state.identities.get(emailKey(email));
  if (owner?.id !== id || owner.epoch !== epoch) throw new Failure(accountChanged());
  needOpenSession(turn, owner);
  return owner;
}

const act = (turn: AccountTurn, activity: Activity): void => void turn.apply({ events: [{ type: 'acted', activity }] });

// Not `UNAUTHENTICATED`, which clients answer by signing in anew.
export const wrongPassword = () => reject('WRONG_PASSWORD', 'The current password is wrong. Try again, or ask for a link to choose a new one.');
