/** People of two businesses who call everything, and the words that a first request needs. */
import type { DescMethod } from '@bufbuild/protobuf';
import { createBerth } from '@berth/sdk';
import { SignJWT } from 'jose';
import { AccessLevel } from '#proto/berth/type/v1/access_pb.ts';
import { SigningKeyService } from '#proto/berth/user/v1/signing_key_service_pb.ts';
import { levelOf } from '#runtime/rpc/access.ts';
import { loadServices, scopesOf } from '#runtime/rpc/contract.ts';
import { openForge } from '../test/forged-tokens.ts';
import type { Network } from '../test/network.ts';
import { openTwoShops, type TwoShops } from '../test/two-shops.ts';
import { createDictionary, type Dictionary } from './dictionary.ts';

export interface Crowd {
  /** RPCs that the gateway serves, but for the one that ends the callers' own tokens. */
  readonly methods: readonly DescMethod[];
  readonly callers: ReadonlyMap<string, Readonly<Record<string, string>>>;
  readonly dictionary: Dictionary;
}

export const gatherCrowd = async (network: Network): Promise<Crowd> => crowdOf(network, await openTwoShops(network));

/** Of these two. */
export async function crowdOf(network: Network, { shop, ana, admin, stranger, held, paid, payment, session }: TwoShops): Promise<Crowd> {
  const { key, header, claims } = await openForge(network, admin.token);
  const operator = await new SignJWT({ ...claims, roles: ['operator'] }).setProtectedHeader(header).sign(key);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const dictionary = createDictionary();
  dictionary.learn({ ids: [shop.paid, shop.free, shop.appointment, session, held.id, paid.id, payment, paid.receiptId], slug: shop.slug, traceId: paid.traceId, email: shop.admin.email, password: shop.admin.password });
  const services = await loadServices();
  const { secret } = await admin.client.apiKeys.createApiKey({ name: 'Till', scopes: scopesOf(services) });
  const guest = await createBerth({ baseUrl: network.url, tenant: shop.slug }).continueAsGuest({ email: 'eva@example.com', displayName: 'Eva' });
  return {
    methods: services.flatMap((service) => service.methods).filter((method) => levelOf(method) !== AccessLevel.SERVICE && method !== SigningKeyService.method.revokeSigningKeys),
    callers: new Map<string, Readonly<Record<string, string>>>([
      ['nobody', { 'berth-tenant': shop.slug }],
      ['customer', bearer(ana.token)],
      ['administrator', bearer(admin.token)],
      ['the administrator again', bearer(admin.token)],
      ['somebody of another business', bearer(stranger.token)],
      ['operator', bearer(operator)],
      ['program', bearer(secret)],
      ['guest', bearer(guest.accessToken)],
    ]),
    dictionary,
  };
}
