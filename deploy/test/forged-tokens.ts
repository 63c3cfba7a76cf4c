/** Access tokens that must not be believed, though most are one step away from a good one. */
import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader, SignJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';
import pg from 'pg';
import { createKeyring } from '#runtime/secrets/keyring.ts';
import { createTokenSigner } from '#runtime/rpc/tokens.ts';
import { signingKeySealer } from '../../services/user/signing-keys.ts';
import type { Network } from './network.ts';

/** A good token taken apart, and the key that signed it. */
export interface Forge {
  readonly network: Network;
  readonly token: string;
  readonly key: KeyObject;
  readonly header: JWTHeaderParameters;
  readonly claims: JWTPayload;
}

/** Opens the user service's own key store: only someone who is already inside, and has its settings, could. */
export async function openForge(network: Network, token: string): Promise<Forge> {
  const client = new pg.Client({ connectionString: network.berth.infrastructure.adminUrl.replace(/\/[^/]*$/, '/berth_user') });
  await client.connect();
  const { alg = '', kid = '', ...header } = decodeProtectedHeader(token);
  const { rows } = await client.query<{ sealed_key: string }>('select sealed_key from signing_key where kid = $1', [kid]);
  await client.end();
  const sealer = signingKeySealer(createKeyring([network.berth.around.keys.encryptionKeys.get('user') ?? '']));
  const key = createPrivateKey({ key: JSON.parse(sealer.open([kid], rows[0]?.sealed_key ?? '').toString()), format: 'jwk' });
  return { network, token, key, header: { alg, kid, ...header }, claims: decodeJwt(token) };
}

const now = (): number => Math.floor(Date.now() / 1000);
const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const without = (name: string, claims: JWTPayload): JWTPayload => Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));
const sign = ({ header, claims, key }: Forge, change: JWTPayload = {}, by: Partial<JWTHeaderParameters> & { key?: KeyObject } = {}): Promise<string> => {
  const { key: other = key, ...headers } = by;
  return new SignJWT({ ...claims, ...change }).setProtectedHeader({ ...header, ...headers }).sign(other);
};

/** How each is made, and the reason that it is refused with. */
export const FORGERIES: Readonly<Record<string, readonly [reason: string, make: (forge: Forge) => string | Promise<string>]>> = {
  'an expired token': ['TOKEN_EXPIRED', (forge) => sign(forge, { iat: now() - 7_200, exp: now() - 3_600 })],
  'a token for another audience': ['TOKEN_INVALID', (forge) => sign(forge, { aud: 'another-api' })],
  'a token of another issuer': ['TOKEN_INVALID', (forge) => sign(forge, { iss: 'somebody' })],
  'a token of another type': ['TOKEN_INVALID', (forge) => sign(forge, {}, { typ: 'JWT' })],
  'a token that never expires': ['TOKEN_INVALID', (forge) => sign({ ...forge, claims: without('exp', forge.claims) })],
  'a token that begins tomorrow': ['TOKEN_INVALID', (forge) => sign(forge, { nbf: now() + 86_400 })],
  'a token signed by someone else': ['TOKEN_INVALID', (forge) => sign(forge, {}, { key: generateKeyPairSync('ed25519').privateKey })],
  'a token of an unknown key': ['TOKEN_INVALID', (forge) => sign(forge, {}, { kid: 'k-unknown' })],
  'a token whose roles were changed': [
    'TOKEN_INVALID',
    ({ token, claims }) => token.replace(/\.[^.]+\./, `.${encoded({ ...claims, roles: ['admin', 'operator', 'service'] })}.`),
  ],
  'a token without a signature': ['TOKEN_INVALID', ({ token }) => token.replace(/[^.]+$/, '')],
  'a token of the algorithm "none"': ['TOKEN_INVALID', ({ header, claims }) => `${encoded({ ...header, alg: 'none' })}.${encoded(claims)}.`],
  'the public key used as a secret': [
    'TOKEN_INVALID',
    async ({ network, header, claims }) => {
      const content = `${encoded({ ...header, alg: 'HS256' })}.${encoded(claims)}`;
      const secret = await (await fetch(`${network.url}/.well-known/jwks.json`)).text();
      return `${content}.${createHmac('sha256', secret).update(content).digest('base64url')}`;
    },
  ],
  "a service's internal token": [
    'TOKEN_INVALID',
    ({ network: { berth, shop } }) =>
      createTokenSigner(berth.around.keys.privateKeys.get('gateway') ?? '').sign({ tenantId: shop.tenantId, subject: 'service:gateway', roles: ['service'] }, 'booking'),
  ],
  'no token at all': ['TOKEN_INVALID', () => 'let-me-in'],
};
