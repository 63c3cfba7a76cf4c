/** API keys of the business, a page at a time, the newest first. */
import type { ListApiKeysRequest } from '#proto/berth/user/v1/api_key_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { pageToken, readPageToken } from '../../runtime/db/page-token.ts';
import { toApiKey } from '../api-key-mapping.ts';
import { listedApiKeys } from '../db/api-key-store.ts';

export async function listApiKeys({ caller, db }: View, { pageSize, pageToken: token }: ListApiKeysRequest) {
  const limit = pageSize || 50;
  const request = ['ListApiKeys', caller.tenantId];
  const [before] = readPageToken(token, request, ['uuid']) ?? [];
  const found = await listedApiKeys(db, before, limit + 1);
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    apiKeys: page.map(({ key, version }) => toApiKey(key, version)),
    nextPageToken: last && found.length > limit ? pageToken(request, [last.key.id]) : '',
  };
}
