/** What an API key stands for, in whatever business; that it is used is noted once a minute. */
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { VerifyApiKeyRequest } from '#proto/berth/user/v1/api_key_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import type { Database } from '../../runtime/db/database.ts';
import { Failure } from '../../runtime/errors.ts';
import { fromTypeId, toTypeId } from '../../runtime/ids.ts';
import type { Logger } from '../../runtime/logger.ts';
import { matchesApiKey } from '../api-key-hashes.ts';
import { findApiKey, noteUse, tenantOfApiKey } from '../db/api-key-store.ts';
import { apiKeyInvalid, endOf, type ApiKey } from '../domain/api-key.ts';

export interface ApiKeyChecks {
  readonly database: Pick<Database, 'read' | 'write'>;
  readonly logger: Logger;
  readonly now: () => Date;
}

const NOTED_EVERY_MS = 60_000;

export function verifyApiKey({ database, logger, now }: ApiKeyChecks) {
  const note = async (tenantId: string, { id, lastUsed }: ApiKey, time: Date): Promise<void> => {
    if (lastUsed && time.getTime() - lastUsed.getTime() < NOTED_EVERY_MS) return;
    try {
      await database.write([tenantId], (query) => noteUse(query, id, time));
    } catch (error) {
      // Whoever calls with a good key is let in, whether or not it can be written down.
      logger.warn({ err: error, api_key: toTypeId('key', id) }, 'the use of an API key could not be noted');
    }
  };
  return async ({ db }: View, { id: typeId, digest }: VerifyApiKeyRequest) => {
    const id = fromTypeId('key', typeId, 'id');
    const tenantId = await tenantOfApiKey(db, id);
    const key = tenantId === undefined ? undefined : await database.read([tenantId], (query) => findApiKey(query, id));
    if (tenantId === undefined || !key || !matchesApiKey({ tenantId, id }, digest, key.hash)) throw apiKeyInvalid();
    const time = now();
    const ended = endOf(key, time);
    if (ended) throw new Failure(ended);
    await note(tenantId, key, time);
    return { tenantId: toTypeId('tnt', tenantId), scopes: [...key.scopes], ...(key.expires && { expireTime: timestampFromDate(key.expires) }) };
  };
}
