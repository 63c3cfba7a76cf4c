/** API keys of a business: the secret of a new one is given out once and never stored; one that was revoked stays so. */
import { ApiKeyCreatedSchema, ApiKeyRevokedSchema } from '#proto/berth/user/v1/api_key_events_pb.ts';
import { ApiKeyService } from '#proto/berth/user/v1/api_key_service_pb.ts';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { validate } from 'uuid';
import { actor, born } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import type { Caller, Key } from '../../runtime/actor/types.ts';
import type { Query } from '../../runtime/db/query.ts';
import { Failure, notFound, reject } from '../../runtime/errors.ts';
import { fromTypeId, newId, toTypeId } from '../../runtime/ids.ts';
import { newApiKey } from '../../runtime/rpc/api-key.ts';
import { hashApiKey } from '../api-key-hashes.ts';
import { toApiKey } from '../api-key-mapping.ts';
import { apiKeyStore, countApiKeys } from '../db/api-key-store.ts';
import { checkExpiry, checkScopes, MOST_API_KEYS, tooManyApiKeys, type ApiKey, type ApiKeyEvent } from '../domain/api-key.ts';
import { findProfile } from '../db/profile-store.ts';
import { findSession } from '../db/session-store.ts';
import { outlived, signInAgain } from '../domain/session.ts';
import { fromOrigin } from '../mapping.ts';

interface Made {
  readonly id: string;
  /** Of this attempt: a repeat that finds another's key has none to give. */
  readonly secret: string;
  readonly hash: string;
  readonly expires: Date | undefined;
}

const apiKeyKey = (id: string): Key => ({ type: 'api_key', id });

/** A key outlives the token that makes it: neither a role that was taken since nor a session that ended makes one. */
async function needAdministrator(db: Query, { subject, session: id }: Caller): Promise<void> {
  const person = validate(subject) ? await findProfile(db, subject) : undefined;
  if (person && !person.profile.roles.includes('admin')) throw new Failure(noAdministrator());
  const found = id === undefined ? undefined : await findSession(db, id);
  if (found && (found.session.revoked || !outlived(found.session, found.owner))) throw new Failure(signInAgain());
}

const noAdministrator = () =>
  reject('NO_ADMINISTRATOR', 'Only administrators of the business make API keys, and you are none any more.', { code: 'PERMISSION_DENIED' });

/** `scopes` are all there are. */
export const apiKeyActor = (scopes: readonly string[]) =>
  actor({
    name: 'api-key',
    service: ApiKeyService,
    state: single<ApiKey>('api_key', apiKeyStore),
    behaviour: { initial: undefined, evolve: (_: ApiKey | undefined, { key }: ApiKeyEvent): ApiKey | undefined => key },
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
          if ((await countApiKeys(db, now)) >= MOST_API_KEYS) throw new Failure(tooManyApiKeys());
          const id = newId();
          const { text, digest } = newApiKey(id);
          return { id, secret: text, hash: hashApiKey({ tenantId, id }, digest), expires };
        },
        route: (_, { id }: Made) => [born(apiKeyKey(id))],
        turn(turn, { name, scopes: wanted, origin }, { id, hash, expires }: Made) {
          const key: ApiKey = {
            id, name, scopes: wanted, hash, createdBy: turn.caller.subject, created: turn.now, expires, revoked: undefined, lastUsed: undefined,
          };
          turn.apply({ events: [{ type: 'created', key, origin: fromOrigin(origin) }] });
          return { apiKey: toApiKey(key, turn.version(apiKeyKey(id))) };
        },
        finish: async (reply, { id, secret }: Made) => ({ ...reply, secret: reply.apiKey?.id === toTypeId('key', id) ? secret : '' }),
      },
      revokeApiKey: {
        route: ({ id }) => [apiKeyKey(fromTypeId('key', id, 'id'))],
        turn(turn, { id, origin }) {
          if (!turn.state) throw notFound('API key', id);
          const key: ApiKey = turn.state.revoked ? turn.state : { ...turn.state, revoked: turn.now };
          if (!turn.state.revoked) turn.apply({ events: [{ type: 'revoked', key, origin: fromOrigin(origin) }] });
          return { apiKey: toApiKey(key, turn.version(apiKeyKey(key.id))) };
        },
      },
    },
  });
