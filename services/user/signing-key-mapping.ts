/** Signing keys as operators see them: when each signs, and nothing of what it signs with. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { type SigningKeySchema, SigningKeyState } from '#proto/berth/user/v1/signing_key_service_pb.ts';
import { type SigningKeyState as State, type SigningKeyTimes, stateOf } from './domain/signing-key.ts';

const STATES = {
  next: SigningKeyState.NEXT,
  active: SigningKeyState.ACTIVE,
  retiring: SigningKeyState.RETIRING,
  retired: SigningKeyState.RETIRED,
  revoked: SigningKeyState.REVOKED,
} as const satisfies Record<State, SigningKeyState>;

/** One of `keys` as it stands at `now`. */
export const toSigningKey = (
  keys: readonly SigningKeyTimes[],
  { kid, created, activates, revoked }: SigningKeyTimes,
  now: Date,
): MessageInitShape<typeof SigningKeySchema> => ({
  kid,
  state: STATES[stateOf(keys, kid, now)],
  createTime: timestampFromDate(created),
  activateTime: timestampFromDate(activates),
  ...(revoked && { revokeTime: timestampFromDate(revoked) }),
});
