/** Operators rotate the keys of access tokens before their time, or give them all up at once. */
import { SigningKeyService } from '#proto/berth/user/v1/signing_key_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import type { Turn } from '../../runtime/actor/types.ts';
import { Failure } from '../../runtime/errors.ts';
import { PLATFORM_TENANT } from '../../runtime/ids.ts';
import { signingKeyStore, type SigningKeySet } from '../db/signing-key-store.ts';
import { activationOf, rotation, type StoredSigningKey } from '../domain/signing-key.ts';
import { signingKeysKey } from '../keys.ts';
import { toSigningKey } from '../signing-key-mapping.ts';
import type { NewSigningKey, SigningKeys } from '../signing-keys.ts';

type Event =
  | { readonly type: 'keyMade'; readonly key: StoredSigningKey }
  | { readonly type: 'keysRevoked'; readonly at: Date };

type State = SigningKeySet | undefined;
type KeyTurn = Turn<State, Event>;

const evolve = (state: State, event: Event): State => {
  const { id, keys } = state ?? EMPTY;
  if (event.type === 'keyMade') return { id, keys: [...keys, event.key] };
  return { id, keys: keys.map((key) => (key.revoked ? key : { ...key, revoked: event.at })) };
};

const KEY = signingKeysKey();
const EMPTY: SigningKeySet = { id: KEY.id, keys: [] };

export const signingKeyActor = (signingKeys: SigningKeys) => {
  const add = (turn: KeyTurn, made: NewSigningKey) => {
    const { keys } = turn.state ?? EMPTY;
    const key = { ...made, created: turn.now, activates: activationOf(keys, turn.now, signingKeys.rules) };
    const after = turn.apply({ events: [{ type: 'keyMade', key }] }) ?? EMPTY;
    return { key: toSigningKey(after.keys, key, turn.now) };
  };
  const shared = {
    prepare: () => signingKeys.make(),
    route: () => [KEY],
    // The keys are the platform's, whichever business an operator is signed in to: one row of locks for all.
    tenant: () => PLATFORM_TENANT,
    finish: async <Reply>(reply: Reply): Promise<Reply> => {
      signingKeys.look();
      return reply;
    },
  };

  return actor({
    name: 'signing-key',
    service: SigningKeyService,
    state: single<SigningKeySet>(KEY.type, signingKeyStore),
    behaviour: { initial: undefined, evolve },
    commands: {
      rotateSigningKey: {
        ...shared,
        turn(turn: KeyTurn, _: unknown, made: NewSigningKey) {
          const refusal = rotation(turn.state?.keys ?? [], turn.now);
          if (refusal) throw new Failure(refusal);
          return add(turn, made);
        },
      },
      revokeSigningKeys: {
        ...shared,
        turn(turn: KeyTurn, _: unknown, made: NewSigningKey) {
          turn.apply({ events: [{ type: 'keysRevoked', at: turn.now }] });
          return add(turn, made);
        },
      },
    },
  });
};
