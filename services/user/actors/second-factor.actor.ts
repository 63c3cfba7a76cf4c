/** The second factor of an account: on once its owner has shown a code, off with the password and a code. */
import { SecondFactorService } from '#proto/berth/user/v1/second_factor_service_pb.ts';
import type { ClientOrigin } from '#proto/berth/type/v1/client_origin_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import type { View } from '../../runtime/actor/types.ts';
import { Failure, reject, type Rejection } from '../../runtime/errors.ts';
import type { Attempt } from '../db/attempts.ts';
import { ownIdentity } from '../db/identity-store.ts';
import { accountChanged, type Identity } from '../domain/account.ts';
import { spend, wrongSecondFactor, type Proof, type SecondFactor } from '../domain/second-factor.ts';
import { emailKey, identityKey, profileKey } from '../keys.ts';
import { fromOrigin } from '../mapping.ts';
import { verifyPassword } from '../passwords.ts';
import { otpauthUri, type NewFactor } from '../second-factors.ts';
import { accountRules, type AccountTurn } from './account-rules.ts';
import { needOpenSession } from './arrivals.ts';
import type { Gatekeeping } from './credentials.ts';
import { wrongPassword } from './own-account.actor.ts';
import { tellOfWayIn } from './ways-in.ts';

interface Begun extends NewFactor {
  readonly identity: Identity;
}

interface Proved {
  readonly identity: Identity;
  /** Absent when there is no factor. */
  readonly proof?: Proof;
}

interface Confirmed extends Proved {
  readonly proof: Proof;
  readonly codes: readonly string[];
  readonly hashes: readonly string[];
}

/** What the app shows beside the address. */
const ISSUER = 'Berth';

export const secondFactorActor = ({ attempts, factors }: Gatekeeping) => {
  /** The caller's identity once they gave its password, and whatever else they have to. Wrong ones are counted. */
  async function given<T>({ caller, db }: View, origin: ClientOrigin | undefined, check: (identity: Identity, attempt: Attempt) => Promise<T>): Promise<T> {
    const identity = await ownIdentity(db, caller);
    const attempt = await attempts.begin(identity.email, fromOrigin(origin));
    const result = await check(identity, attempt);
    await attempt.succeeded();
    return result;
  }
  async function checkPasswordOf({ passwordHash }: Identity, password: string, attempt: Attempt): Promise<void> {
    if (!(await attempt.checking(() => verifyPassword(passwordHash, password)))) throw new Failure(wrongPassword());
  }
  function prove({ id, secondFactor }: Identity, code: string, now: Date): Proof {
    const proof = secondFactor && factors.prove(id, secondFactor, code, now);
    if (!proof) throw new Failure(notProved());
    return proof;
  }

  return actor({
    name: 'second-factor',
    service: SecondFactorService,
    ...accountRules,
    commands: {
      beginTotp: {
        // Its answer has the secret.
        logged: false,
        anew: [accountChanged().reason],
        prepare: ({ password, origin }, view): Promise<Begun> =>
          given(view, origin, async (identity, attempt) => {
            await checkPasswordOf(identity, password, attempt);
            return { identity, ...factors.begin(identity.id) };
          }),
        route,
        turn(turn, _, { identity, factor, secret }: Begun) {
          const owner = ownerOfFactor(turn, identity);
          if (owner.secondFactor?.confirmed) throw new Failure(alreadyOn());
          keep(turn, owner, factor);
          return { secret, uri: otpauthUri(ISSUER, owner.email, secret) };
        },
      },
      confirmTotp: {
        logged: false,
        anew: [accountChanged().reason],
        prepare: ({ code, origin }, view): Promise<Confirmed> =>
          given(view, origin, async (identity) => {
            if (identity.secondFactor?.confirmed) throw new Failure(alreadyOn());
            return { identity, proof: prove(identity, code, view.now), ...factors.recoveryCodes(identity.id) };
          }),
        route,
        turn(turn, { origin }, { identity, proof, codes, hashes }: Confirmed) {
          const owner = ownerOfFactor(turn, identity);
          keep(turn, owner, { ...used(owner, proof), confirmed: true, recovery: hashes });
          tellOfWayIn(turn, owner, 'second_factor_enabled', origin);
          return { recoveryCodes: [...codes] };
        },
      },
      removeTotp: {
        anew: [accountChanged().reason],
        prepare: ({ password, code, origin }, view): Promise<Proved> =>
          given(view, origin, async (identity, attempt) => {
            await checkPasswordOf(identity, password, attempt);
            // A request that turned it off may be repeated.
            return identity.secondFactor ? { identity, proof: prove(identity, code, view.now) } : { identity };
          }),
        route,
        turn(turn, { origin }, { identity, proof }: Proved) {
          const owner = ownerOfFactor(turn, identity);
          if (!proof) throw new Failure(notProved());
          used(owner, proof);
          keep(turn, owner, undefined);
          tellOfWayIn(turn, owner, 'second_factor_removed', origin);
          return {};
        },
      },
    },
  });
};

const route = (_: unknown, { identity }: { readonly identity: Identity }) => [identityKey(identity.email), profileKey(identity.id)];

/**
 * The identity in this turn, in whose open session the caller acts: whoever began a factor and was signed out since does not confirm
 * it. Raises `ACCOUNT_CHANGED` when the factor is another than the one that was proved.
 */
function ownerOfFactor(turn: AccountTurn, { email, secondFactor }: Identity): Identity {
  const owner = turn.state.identities.get(emailKey(email));
  if (!owner || owner.secondFactor?.sealedSecret !== secondFactor?.sealedSecret) throw new Failure(accountChanged());
  needOpenSession(turn, owner);
  return owner;
}

function used({ secondFactor }: Identity, proof: Proof): SecondFactor {
  if (!secondFactor) throw new TypeError('a factor that was proved is gone');
  const spent = spend(secondFactor, proof);
  if ('rejection' in spent) throw new Failure(notProved());
  return spent.factor;
}

const keep = (turn: AccountTurn, owner: Identity, secondFactor: SecondFactor | undefined): void =>
  void turn.apply({ events: [{ type: 'identityChanged', emailKey: emailKey(owner.email), identity: { ...owner, secondFactor } }] });

// Who is signed in is not to be signed in anew for it.
const notProved = (): Rejection => ({ ...wrongSecondFactor(), code: 'FAILED_PRECONDITION' });

const alreadyOn = () => reject('SECOND_FACTOR_ENABLED', 'The second factor is on already. Turn it off first to use another app.');
