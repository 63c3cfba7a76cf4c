/** Facebook: plain OAuth with PKCE, no id_token; who somebody is tells the Graph API. Nobody there has proved an address. */
import { createHmac } from 'node:crypto';
import { Failure } from '../../runtime/errors.ts';
import { socialRefused, type ProvedPerson } from '../domain/social.ts';
import type { Outbound } from './outbound.ts';
import { readEmail, readName, type Return, type SocialProvider } from './provider.ts';

export interface FacebookSettings {
  readonly appId: string;
  readonly appSecret: string;
  /** Of the page where people sign in. */
  readonly address: string;
  readonly graphAddress: string;
}

/** The version that this was written for. */
const VERSION = 'v24.0';
/** What its accounts are known by here; RFC 9207 is nothing that Facebook does. */
const ISSUER = 'https://www.facebook.com';

export function facebookProvider({ appId, appSecret, address, graphAddress }: FacebookSettings, outbound: Outbound): SocialProvider {
  const graph = (path: string): string => new URL(`${VERSION}/${path}`, graphAddress).href;

  async function accessToken({ redirectUri, code, verifier }: Return): Promise<string> {
    const form = { client_id: appId, client_secret: appSecret, redirect_uri: redirectUri, code, code_verifier: verifier };
    // By POST, so that neither secret nor code stands in an address.
    const { access_token: token } = await readAnswer(
      await outbound.fetch(graph('oauth/access_token'), {
        method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(form).toString(),
      }),
    );
    if (typeof token !== 'string' || token === '') throw refused('no access token');
    return token;
  }

  async function me(token: string): Promise<Readonly<Record<string, unknown>>> {
    // Without this proof a token is of no use to whoever gets hold of it.
    const proof = createHmac('sha256', appSecret).update(token).digest('hex');
    const query = new URLSearchParams({ fields: 'id,name,email', appsecret_proof: proof });
    return readAnswer(await outbound.fetch(`${graph('me')}?${query}`, { method: 'GET', headers: { authorization: `Bearer ${token}` } }));
  }

  return {
    name: 'facebook',
    async signInUrl({ redirectUri, state, challenge }) {
      const url = new URL(`${VERSION}/dialog/oauth`, address);
      url.search = new URLSearchParams({
        client_id: appId, redirect_uri: redirectUri, state, response_type: 'code', scope: 'public_profile,email', code_challenge: challenge, code_challenge_method: 'S256',
      }).toString();
      return url.href;
    },
    async prove(arrival): Promise<ProvedPerson> {
      if (arrival.issuer !== '' && arrival.issuer !== ISSUER) throw refused('another issuer answered');
      const { id, name, email } = await me(await accessToken(arrival));
      if (typeof id !== 'string' || !/^\d{1,40}$/.test(id)) throw refused('no id');
      return { issuer: ISSUER, subject: id, email: readEmail(email), emailProved: false, displayName: readName(name) };
    },
    [Symbol.dispose]: () => outbound[Symbol.dispose](),
  };
}

async function readAnswer(response: Response): Promise<Readonly<Record<string, unknown>>> {
  const value: unknown = await response.json().catch(() => undefined);
  if (!response.ok || typeof value !== 'object' || value === null) throw refused(`status ${response.status}, ${errorIn(value)}`);
  return { ...value };
}

/** Type and code of Graph's error; its text may hold what was sent. */
function errorIn(value: unknown): string {
  const error: unknown = typeof value === 'object' && value !== null && 'error' in value ? value.error : undefined;
  if (typeof error !== 'object' || error === null) return 'no error that can be read';
  return ['type', 'code'].map((name) => String(Reflect.get(error, name))).join(' ');
}

const refused = (what: string): Failure => new Failure(socialRefused(new Error(`Facebook: ${what}`)));
