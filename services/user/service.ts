/** The user service: businesses, people, signing in. */
import { AccountMailService, AccountService } from '#proto/berth/user/v1/account_service_pb.ts';
import { ApiKeyService, ApiKeyVerificationService } from '#proto/berth/user/v1/api_key_service_pb.ts';
import { InvitationService } from '#proto/berth/user/v1/invitation_service_pb.ts';
import { MemberService } from '#proto/berth/user/v1/member_service_pb.ts';
import { PasskeyService } from '#proto/berth/user/v1/passkey_service_pb.ts';
import { SocialService } from '#proto/berth/user/v1/social_service_pb.ts';
import { SecondFactorService } from '#proto/berth/user/v1/second_factor_service_pb.ts';
import { TenantDomainService } from '#proto/berth/user/v1/tenant_domain_service_pb.ts';
import { SigningKeyService } from '#proto/berth/user/v1/signing_key_service_pb.ts';
import { AuthService, TenantService, UserService } from '#proto/berth/user/v1/user_service_pb.ts';
import { reader } from '../runtime/actor/actor.ts';
import type { View } from '../runtime/actor/types.ts';
import { createKeyring } from '../runtime/secrets/keyring.ts';
import { resealAll } from '../runtime/secrets/reseal.ts';
import { createRuntime, startService, type Overrides, type RunningService } from '../runtime/service.ts';
import { loadServices, scopesOf } from '../runtime/rpc/contract.ts';
import { accountActor } from './actors/account.actor.ts';
import { apiKeyActor } from './actors/api-key.actor.ts';
import { guestActor } from './actors/guest.actor.ts';
import { invitationActor } from './actors/invitation.actor.ts';
import { memberActor } from './actors/member.actor.ts';
import { ownAccountActor } from './actors/own-account.actor.ts';
import { passkeyActor } from './actors/passkey.actor.ts';
import { peopleActor } from './actors/people.actor.ts';
import { recoveryActor } from './actors/recovery.actor.ts';
import { secondFactorActor } from './actors/second-factor.actor.ts';
import { signingKeyActor } from './actors/signing-key.actor.ts';
import { socialLinkActor } from './actors/social-link.actor.ts';
import { socialProofs } from './actors/social-proof.ts';
import { socialActor } from './actors/social.actor.ts';
import { tenantActor } from './actors/tenant.actor.ts';
import { tenantDomainActor } from './actors/tenant-domain.actor.ts';
import { createChallenges } from './challenges.ts';
import type { UserConfig } from './config.ts';
import { createAttempts } from './db/attempts.ts';
import { TenantEntity } from './db/entities.ts';
import { createMailBudget } from './db/mail-budget.ts';
import { secondFactorRows } from './db/second-factor-rows.ts';
import { personalData } from './db/personal-data.ts';
import { SHARED_TABLES } from './db/shared-tables.ts';
import { getMailLinkToken } from './queries/get-mail-link-token.ts';
import { getMe } from './queries/get-me.ts';
import { getSecondFactor } from './queries/get-second-factor.ts';
import { getTenant } from './queries/get-tenant.ts';
import { listApiKeys } from './queries/list-api-keys.ts';
import { listInvitations } from './queries/list-invitations.ts';
import { listMembers } from './queries/list-members.ts';
import { listSessions } from './queries/list-sessions.ts';
import { listSigningKeys } from './queries/list-signing-keys.ts';
import { listTenantDomains } from './queries/list-tenant-domains.ts';
import { listTenants } from './queries/list-tenants.ts';
import { verifyApiKey } from './queries/verify-api-key.ts';
import { privacyParts } from './privacy/parts.ts';
import { createPasskeys } from './passkeys.ts';
import { passkeyQueries } from './queries/passkeys.ts';
import { socialQueries } from './queries/social.ts';
import { createSecondFactors, secondFactorSealer } from './second-factors.ts';
import { createSigningKeys, publicKeys } from './signing-keys.ts';
import { createSocialProviders } from './social/providers.ts';
import { createTokens } from './tokens.ts';
import { txtRecords, type LookUpTexts } from './txt-records.ts';

/** What tests put in the place of the world. */
export interface UserOverrides extends Overrides {
  /** Replaces the DNS. */
  readonly lookUpTexts?: LookUpTexts;
}

export async function startUser(config: UserConfig, overrides: UserOverrides = {}): Promise<RunningService> {
  const { now = () => new Date(), lookUpTexts = txtRecords() } = overrides;
  const runtime = createRuntime('user', config.runtime, overrides);
  await using outside = new AsyncDisposableStack();
  const providers = outside.use(createSocialProviders(config.social, runtime.telemetry.tracer));
  const service = await startService(runtime, {
    migrations: new URL('./db/migrations/', import.meta.url),
    sharedTables: SHARED_TABLES,
    entities: [TenantEntity],
    personalData,
    async parts({ database, nats }) {
      const keyring = createKeyring(config.encryptionKeys);
      const signingKeys = createSigningKeys(database, keyring, config.signingKeys, runtime.logger);
      await signingKeys.reseal();
      await signingKeys.signer();
      const second = await resealAll(secondFactorSealer(keyring), secondFactorRows(database.relay));
      if (second.resealed + second.unreadable > 0) runtime.logger.info(second, 're-sealed second factors');
      const tokens = createTokens(signingKeys, keyring);
      const attempts = createAttempts(database, now);
      const factors = createSecondFactors(keyring);
      const origins = config.pageOrigins.split(',').map((origin) => origin.trim());
      const proofs = socialProofs({
        providers, origins, refused: (provider, why) => runtime.logger.warn({ provider, why }, 'what a provider answered was refused'),
      });
      const passkeys = createPasskeys({ rpId: config.passkeyRpId, origins, challenges: createChallenges(keyring) });
      const privacy = privacyParts({ runtime, config, database, nats, attempts, now, outside });
      const getJwks = async ({ db }: View) => ({ jwksJson: JSON.stringify({ keys: await publicKeys(db) }) });
      return {
        ...privacy,
        actors: [...privacy.actors, accountActor(tokens, { attempts, factors }), recoveryActor(tokens, createMailBudget(database, now)), ownAccountActor(attempts), secondFactorActor({ attempts, factors }), passkeyActor(tokens, passkeys), socialActor(tokens, { attempts, factors }, proofs), socialLinkActor(proofs), guestActor(tokens), peopleActor, memberActor, invitationActor(tokens), signingKeyActor(signingKeys), tenantActor, tenantDomainActor(lookUpTexts), apiKeyActor(scopesOf(await loadServices()))],
        readers: [
          ...privacy.readers,
          reader({ service: AuthService, queries: { getJwks } }),
          reader({ service: PasskeyService, queries: passkeyQueries(passkeys) }),
          reader({ service: SocialService, queries: socialQueries(providers, origins) }),
          reader({ service: SecondFactorService, queries: { getSecondFactor } }),
          reader({ service: SigningKeyService, queries: { listSigningKeys: listSigningKeys(signingKeys) } }),
          reader({ service: AccountService, queries: { listSessions } }),
          reader({ service: AccountMailService, queries: { getMailLinkToken: getMailLinkToken(tokens) } }),
          reader({ service: UserService, queries: { getMe } }),
          reader({ service: MemberService, queries: { listMembers } }),
          reader({ service: InvitationService, queries: { listInvitations } }),
          reader({ service: TenantService, queries: { getTenant, listTenants } }),
          reader({ service: TenantDomainService, queries: { listTenantDomains } }),
          reader({ service: ApiKeyService, queries: { listApiKeys } }),
          reader({ service: ApiKeyVerificationService, queries: { verifyApiKey: verifyApiKey({ database, logger: runtime.logger, now }) } }),
        ],
      };
    },
  });
  // Disposed before what it calls.
  outside.use(service);
  const owned = outside.move();
  return { ...service, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
