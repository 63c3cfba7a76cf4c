/** API keys of a business: the secret of a new one is given out once and never stored; one that was revoked stays so. */
import { ApiKeyCreatedSchema, ApiKeyRevokedSchema } from '#proto/berth/user/v1/api_key_events_pb.ts';
import { ApiKeyService } from '#proto/berth/user/v1/api_key_service_pb.ts';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { actor, born } from '../../runtime/actor/actor.ts';
import { partsOf } from '../../runtime/actor/state.ts';
import type { StateShape } from '../../runtime/actor/types.ts';
import { notFound } from '../../runtime/errors.ts';
import { fromTypeId, newId, toTypeId } from '../../runtime/ids.ts';
import { newApiKey } from '../../runtime/rpc/api-key.ts';
import { hashApiKey } from '../api-key-hashes.ts';
import { toApiKey } from '../api-key-mapping.ts';
import { apiKeyStore, liveKeysStore } from '../db/api-key-store.ts';
import { checkExpiry, checkScopes, createApiKey, evolveApiKeys, type ApiKey, type ApiKeyEvent, type ApiKeyState, type LiveKeys } from '../domain/api-key.ts';
import { apiKeyKey, liveKeysKey } from '../keys.ts';
import { fromOrigin } from '../mapping.ts';
import { needAdministrator } from './acting.ts';

interface Made {
  readonly id: string;
  /** Of this attempt: a repeat that finds another's key has none to give. */
  readonly secret: string;
  readonly hash: string;
  readonly expires: Date | undefined;
}

const shape: StateShape<ApiKeyState> = {
  stores: { api_key: apiKeyStore, live_api_keys: liveKeysStore },
  compose: (parts) => ({
    key: partsOf<ApiKey>(parts, 'api_key').values().next().value,
    live: partsOf<LiveKeys>(parts, 'live_api_keys').values().next().value,
  }),
  decompose: ({ key, live }) => [...(key ? [[apiKeyKey(key.id), key] as const] : []), ...(live ? [[liveKeysKey(live.id), live] as const] : [])],
};

/** `scopes` are all there are. */
export const apiKeyActor = (scopes: readonly string[]) =>
  actor({
    name: 'api-key',
    service: ApiKeyService,
    state: shape,
    behaviour: { initial: { key: undefined, live: undefined }, evolve: evolveApiKeys },
    publish: ({ type, key, origin }: ApiKeyEvent) => ({
      key: apiKeyKey(key.id),
      subject: toTypeId('key', key.id),
      schema: type === 'created' ? ApiKeyCreatedSchema : ApiKeyRevokedSchema,
      payload: { apiKey: toApiKey(key, 0n), origin },
    }),
    commands: {
      createApiKey: {
        async prepare({ scopes: wanted, expireTime }, { caller, db, now }): Promise<Made> {
          await needAdministrator(db, caller);
          const { tenantId } = caller;
          const expires = expireTime && timestampDate(expireTime);
          checkScopes(wanted, scopes);
          checkExpiry(expires, now);
          const id = newId();
          const { text, digest } = newApiKey(id);
          return { id, secret: text, hash: hashApiKey({ tenantId, id }, digest), expires };
        },
        route: (_, { id }: Made, { caller }) => [born(apiKeyKey(id)), liveKeysKey(caller.tenantId)],
        turn(turn, { name, scopes: wanted, origin }, { id, hash, expires }: Made) {
          const key: ApiKey = {
            id, name, scopes: wanted, hash, createdBy: turn.caller.subject, created: turn.now, expires, revoked: undefined, lastUsed: undefined,
          };
          turn.apply(createApiKey(turn.state, key, fromOrigin(origin)));
          return { apiKey: toApiKey(key, turn.version(apiKeyKey(id))) };
        },
        finish: async (reply, { id, secret }: Made) => ({ ...reply, secret: reply.apiKey?.id === toTypeId('key', id) ? secret : '' }),
      },
      revokeApiKey: {
        prepare: (_, { caller, db }) => needAdministrator(db, caller),
        route: ({ id }, _, { caller }) => [apiKeyKey(fromTypeId('key', id, 'id')), liveKeysKey(caller.tenantId)],
        turn(turn, { id, origin }) {
          const before = turn.state.key;
          if (!before) throw notFound('API key', id);
          const key: ApiKey = before.revoked ? before : { ...before, revoked: turn.now };
          if (!before.revoked) turn.apply({ events: [{ type: 'revoked', key, origin: fromOrigin(origin) }] });
          return { apiKey: toApiKey(key, turn.version(apiKeyKey(key.id))) };
        },
      },
    },
  });
