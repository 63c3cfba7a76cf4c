/** Passkeys: added by who is signed in, good for signing in anywhere on the platform; each challenge is used once. */
import { PasskeyService } from '#proto/berth/user/v1/passkey_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { Failure, notFound } from '../../runtime/errors.ts';
import { fromTypeId, newId } from '../../runtime/ids.ts';
import type { Challenge } from '../challenges.ts';
import { findIdentity, ownIdentity } from '../db/identity-store.ts';
import { findPasskey, passkeysOf } from '../db/passkey-store.ts';
import { accountChanged, emailNotVerified, type Identity } from '../domain/account.ts';
import { MOST_PASSKEYS, passkeyRefused, passkeyTaken, tooManyPasskeys, usedAgain, type Passkey } from '../domain/passkey.ts';
import { reauthenticationRequired } from '../domain/social.ts';
import { challengeKey, emailKey, identityKey, passkeyIdOf, passkeyKey, profileKey, sessionKey } from '../keys.ts';
import { fromOrigin, toGivenSession, toPasskey } from '../mapping.ts';
import type { Assertion, NewCredential, Passkeys } from '../passkeys.ts';
import type { Tokens } from '../tokens.ts';
import { accountRules, type AccountTurn } from './account-rules.ts';
import { blankProfile, needOpenSession, open, ownerNow, type SessionReply } from './arrivals.ts';
import type { Arrival } from './credentials.ts';
import { asCounted, hasRecentSession, tellOfWayIn, touched } from './ways-in.ts';

interface Added {
  readonly identity: Identity;
  readonly credential: NewCredential;
}

interface Removed {
  readonly identity: Identity;
  readonly passkeyId: string;
}

interface PasskeyArrival extends Arrival {
  readonly passkey: Passkey;
  readonly assertion: Assertion;
}

/** Reminder that forgets a challenge which has ended. */
const FORGET_CHALLENGE = 'forgetChallenge';

export const passkeyActor = (tokens: Tokens, passkeys: Passkeys) =>
  actor({
    name: 'passkey',
    service: PasskeyService,
    ...accountRules,
    commands: {
      finishPasskeyRegistration: {
        anew: [accountChanged().reason],
        async prepare({ responseJson }, { caller, db, now }): Promise<Added> {
          const identity = await ownIdentity(db, caller);
          const credential = await passkeys.verifyRegistration(caller.tenantId, identity.id, responseJson, now).catch(toPrecondition);
          if ((await passkeysOf(db, identity.id)).length >= MOST_PASSKEYS) throw new Failure(tooManyPasskeys());
          return { identity, credential };
        },
        route: (_, { identity, credential }: Added) => [
          passkeyKey(passkeyIdOf(credential.credentialId)), challengeKey(credential.challenge.id), identityKey(identity.email), profileKey(identity.id),
        ],
        turn(turn, { name, origin }, { identity, credential: { challenge, ...credential } }: Added) {
          const owner = mayChangePasskeys(turn, identity);
          if (!hasRecentSession(turn)) throw new Failure(reauthenticationRequired());
          asCounted(owner, identity);
          spendChallenge(turn, challenge);
          const id = passkeyIdOf(credential.credentialId);
          if (turn.state.passkeys.get(id)) throw new Failure(passkeyTaken());
          const passkey: Passkey = { ...credential, id, identityId: identity.id, name, created: turn.now, used: undefined, version: 0n };
          turn.apply({ events: [touched(owner), { type: 'passkeyChanged', passkey }] });
          tellOfWayIn(turn, owner, 'passkey_added', origin);
          return { passkey: toPasskey(passkey) };
        },
      },
      finishPasskeySignIn: {
        logged: false,
        anew: [accountChanged().reason],
        async prepare({ responseJson, origin }, { caller: { tenantId }, db, now }): Promise<PasskeyArrival> {
          const passkey = await findPasskey(db, passkeyIdOf(passkeys.credentialIn(responseJson)));
          const owner = passkey && (await findIdentity(db, passkey.identityId));
          if (!owner) throw new Failure(passkeyRefused());
          const assertion = await passkeys.verifySignIn(tenantId, passkey, responseJson, now);
          const { identity } = owner;
          return { tenantId, email: identity.email, origin: fromOrigin(origin), sessionId: newId(), identity, passkey, assertion };
        },
        route: (_, { passkey, assertion, identity, sessionId }: PasskeyArrival) => [
          passkeyKey(passkey.id), challengeKey(assertion.challenge.id), identityKey(identity.email), profileKey(identity.id), sessionKey(sessionId),
        ],
        turn(turn, _, arrival: PasskeyArrival) {
          const { passkey: { id }, assertion: { challenge, counter } } = arrival;
          spendChallenge(turn, challenge);
          const passkey = turn.state.passkeys.get(id);
          const used = passkey ? usedAgain(passkey, counter, turn.now) : { rejection: passkeyRefused() };
          if ('rejection' in used) throw new Failure(used.rejection);
          ownerNow(turn, arrival);
          turn.apply({ events: [{ type: 'passkeyChanged', passkey: used.passkey }] });
          return open(turn, arrival, blankProfile(arrival.identity, turn.now), 'signed_in');
        },
        finish: async (reply: SessionReply, { tenantId }: PasskeyArrival) => ({ session: await toGivenSession(tokens, tenantId, reply.session) }),
      },
      removePasskey: {
        async prepare({ id }, { caller, db }): Promise<Removed> {
          const identity = await ownIdentity(db, caller);
          const passkeyId = fromTypeId('psk', id, 'id');
          const passkey = await findPasskey(db, passkeyId);
          if (passkey && passkey.identityId !== identity.id) throw notFound('passkey', id);
          return { identity, passkeyId };
        },
        route: (_, { identity, passkeyId }: Removed) => [passkeyKey(passkeyId), identityKey(identity.email), profileKey(identity.id)],
        turn(turn, { id, origin }, { identity, passkeyId }: Removed) {
          // Here, and not when it is read: a request that removed it may be repeated.
          if (turn.state.passkeys.get(passkeyId)?.identityId !== identity.id) throw notFound('passkey', id);
          const owner = mayChangePasskeys(turn, identity);
          turn.apply({ events: [{ type: 'passkeyRemoved', id: passkeyId }] });
          tellOfWayIn(turn, owner, 'passkey_removed', origin);
          return {};
        },
      },
    },
    reminders: {
      [FORGET_CHALLENGE](turn: AccountTurn) {
        turn.apply({ events: [...turn.state.challenges.keys()].map((id) => ({ type: 'challengeForgotten', id })) });
      },
    },
  });

/**
 * A passkey stays through a new password: none comes to an account before its owner has proved to own the address, nor
 * by what is left of a session that they have ended.
 */
function mayChangePasskeys(turn: AccountTurn, { email }: Identity): Identity {
  const owner = turn.state.identities.get(emailKey(email));
  if (!owner?.verified) throw new Failure(emailNotVerified());
  needOpenSession(turn, owner);
  return owner;
}

/** Uses a challenge up; refused when it was before. It is remembered until it would be refused for its age. */
function spendChallenge(turn: AccountTurn, { id, expires }: Challenge): void {
  if (turn.state.challenges.get(id)) throw new Failure(passkeyRefused());
  turn.apply({ events: [{ type: 'challengeSpent', id, time: turn.now }] });
  turn.remind(FORGET_CHALLENGE, expires, challengeKey(id));
}

/** Who is signed in is not to be signed in anew because a new passkey is refused. */
function toPrecondition(error: unknown): never {
  if (error instanceof Failure) throw new Failure({ ...passkeyRefused(), code: 'FAILED_PRECONDITION', cause: error });
  throw error;
}
