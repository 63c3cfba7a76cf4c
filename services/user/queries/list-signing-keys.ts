/** The keys of access tokens, the newest first: what signs, what comes next, what was given up. */
import type { ListSigningKeysRequest } from '#proto/berth/user/v1/signing_key_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { pageToken, readPageToken } from '../../runtime/db/page-token.ts';
import { signingKeysNow } from '../db/signing-key-store.ts';
import { toSigningKey } from '../signing-key-mapping.ts';
import type { SigningKeys } from '../signing-keys.ts';

const REQUEST = ['ListSigningKeys'];

export const listSigningKeys = ({ opens }: Pick<SigningKeys, 'opens'>) => async ({ db }: View, { pageSize, pageToken: token }: ListSigningKeysRequest) => {
  const { keys, now } = await signingKeysNow(db);
  const [before] = readPageToken(token, REQUEST, ['text']) ?? [];
  // There are few: a month's worth of those that are over.
  const newest = keys.toReversed();
  const from = before === undefined ? 0 : newest.findIndex(({ kid }) => kid === before) + 1;
  const page = newest.slice(from, from + (pageSize || 50));
  const last = page.at(-1);
  return {
    keys: page.map((key) => ({ ...toSigningKey(keys, key, now), unreadable: !opens(key) })),
    nextPageToken: last && last !== newest.at(-1) ? pageToken(REQUEST, [last.kid]) : '',
  };
};
