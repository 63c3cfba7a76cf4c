/** API keys between Protobuf and the domain. */
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { ApiKeySchema } from '#proto/berth/user/v1/api_key_pb.ts';
import { toTypeId } from '../runtime/ids.ts';
import { apiKeyPrefix } from '../runtime/rpc/api-key.ts';
import type { ApiKey } from './domain/api-key.ts';

export const toApiKey = ({ id, name, scopes, createdBy, created, expires, revoked, lastUsed }: ApiKey, version: bigint): MessageInitShape<typeof ApiKeySchema> => ({
  id: toTypeId('key', id),
  name,
  prefix: apiKeyPrefix(id),
  scopes: [...scopes],
  createdBy: toTypeId('usr', createdBy),
  createTime: timestampFromDate(created),
  ...(expires && { expireTime: timestampFromDate(expires) }),
  ...(lastUsed && { lastUseTime: timestampFromDate(lastUsed) }),
  ...(revoked && { revokeTime: timestampFromDate(revoked) }),
  etag: String(version),
});
