/** Facebook Login on this machine: the dialog, `oauth/access_token` and `me` of the Graph API, its error objects, no id_token. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { header, json, text, type Handler, type Reply, type Request } from '../http/exchange.ts';
import { type Address, listen } from '../http/listen.ts';
import { chooserPage, errorPage } from '../social/chooser.ts';
import { createCodes } from '../social/codes.ts';
import { fullName, personOf, SANDBOX_PEOPLE, type SandboxPerson } from '../social/people.ts';

export interface FacebookSandboxOptions extends Address {
  readonly appId: string;
  readonly appSecret: string;
  /** Addresses that browsers may be sent back to, exactly. */
  readonly redirectUris: readonly string[];
  readonly people?: readonly SandboxPerson[];
}

export interface FacebookSandbox extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

const VERSION = /^\/v\d{2}\.0(?=\/)/;
const TOKEN_S = 5_183_944;

export async function startFacebookSandbox(options: FacebookSandboxOptions): Promise<FacebookSandbox> {
  const listener = await listen('Facebook sandbox', facebook(options), options);
  return { url: listener.url, port: listener.port, [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose]() };
}

function facebook(options: FacebookSandboxOptions): Handler {
  const { appId, appSecret, people = SANDBOX_PEOPLE } = options;
  const codes = createCodes();
  const tokens = new Map<string, SandboxPerson>();

  const choose = ({ url }: Request): Reply => {
    const wrong = defectOf(url.searchParams, options);
    if (wrong !== undefined) return page(400, errorPage('Facebook', wrong));
    return page(200, chooserPage({ provider: 'Facebook', people, action: url.pathname, hidden: Object.fromEntries(url.searchParams) }));
  };

  const consent = (request: Request): Reply => {
    const form = parametersOf(request);
    const wrong = defectOf(form, options);
    if (wrong !== undefined) return page(400, errorPage('Facebook', wrong));
    const back = new URL(form.get('redirect_uri') ?? '');
    const person = personOf(people, form.get('person'));
    const answer = person
      ? { code: codes.issue({ person, redirectUri: back.href, challenge: form.get('code_challenge') ?? '', nonce: '' }) }
      : { error: 'access_denied', error_code: '200', error_description: 'Permissions error', error_reason: 'user_denied' };
    back.search = new URLSearchParams({ ...answer, state: form.get('state') ?? '' }).toString();
    // Facebook has always put this at the end.
    return { status: 302, headers: { location: `${back.href}#_=_`, 'cache-control': 'no-store' }, body: '' };
  };

  const accessToken = (request: Request): Reply => {
    const form = parametersOf(request);
    if (form.get('client_id') !== appId || form.get('client_secret') !== appSecret) return graphError(1, 'Error validating client secret.');
    const granted = codes.redeem(form.get('code') ?? '', form.get('redirect_uri') ?? '', form.get('code_verifier') ?? '');
    if (!granted) return graphError(100, 'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request');
    const token = `EAAG${randomBytes(24).toString('hex')}`;
    tokens.set(token, granted.person);
    return json(200, { access_token: token, token_type: 'bearer', expires_in: TOKEN_S });
  };

  const me = (request: Request): Reply => {
    const { searchParams } = request.url;
    const token = (header(request, 'authorization') ?? '').replace(/^Bearer /, '') || (searchParams.get('access_token') ?? '');
    const person = tokens.get(token);
    if (!person) return graphError(190, 'Invalid OAuth access token.');
    if (!isProof(searchParams.get('appsecret_proof') ?? '', token, appSecret)) return graphError(100, 'Invalid appsecret_proof provided in the API argument', 'GraphMethodException');
    const all: Readonly<Record<string, string | undefined>> = { id: `9${person.id}`, name: fullName(person), email: person.email };
    const fields = new Set(['id', ...(searchParams.get('fields') ?? 'id,name').split(',')]);
    return json(200, Object.fromEntries(Object.entries(all).filter(([name, value]) => fields.has(name) && value !== undefined)));
  };

  return (request) => {
    const { pathname } = request.url;
    switch (`${request.method} ${VERSION.test(pathname) ? pathname.replace(VERSION, '') : ''}`) {
      case 'GET /dialog/oauth':
        return choose(request);
      case 'POST /dialog/oauth':
        return consent(request);
      case 'GET /oauth/access_token':
      case 'POST /oauth/access_token':
        return accessToken(request);
      case 'GET /me':
        return me(request);
      default:
        return graphError(2500, `Unknown path components: ${pathname}`);
    }
  };
}

function defectOf(request: URLSearchParams, { appId, redirectUris }: FacebookSandboxOptions): string | undefined {
  if (request.get('client_id') !== appId) return 'Invalid App ID: The provided app ID does not look like a valid app ID.';
  if (!redirectUris.includes(request.get('redirect_uri') ?? '')) return 'URL blocked: This redirect failed because the redirect URI is not white-listed in the app’s client OAuth settings.';
  return request.get('response_type') === 'code' ? undefined : 'The parameter response_type is required.';
}

function isProof(given: string, token: string, secret: string): boolean {
  const expected = Buffer.from(createHmac('sha256', secret).update(token).digest('hex'));
  const actual = Buffer.from(given);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

const graphError = (code: number, message: string, type = 'OAuthException'): Reply =>
  json(400, { error: { message, type, code, fbtrace_id: randomBytes(8).toString('base64url') } });

const parametersOf = ({ method, body, url }: Request): URLSearchParams => (method === 'GET' ? url.searchParams : new URLSearchParams(body.toString('utf8')));
const page = (status: number, body: string): Reply => text(status, 'text/html; charset=utf-8', body, { 'cache-control': 'no-store' });
