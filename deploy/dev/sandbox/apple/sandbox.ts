/**
 * Sign in with Apple on this machine: answers by `form_post`, wants a client secret that is a JWT, and tells a name the first time
 * only. It can be told to forge what it signs.
 */
import { createPublicKey } from 'node:crypto';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { json, text, type Handler, type Reply, type Request } from '../http/exchange.ts';
import { type Address, listen } from '../http/listen.ts';
import { chooserPage, errorPage, formPostPage } from '../social/chooser.ts';
import { createCodes } from '../social/codes.ts';
import { personOf, SANDBOX_PEOPLE, type SandboxPerson } from '../social/people.ts';

export interface AppleSandboxOptions extends Address {
  /** Id of the service. */
  readonly clientId: string;
  readonly teamId: string;
  readonly keyId: string;
  /** PEM, private or public: only its public half is used. */
  readonly key: string;
  /** Addresses that browsers may be sent back to, exactly. */
  readonly returnUrls: readonly string[];
  readonly people?: readonly SandboxPerson[];
}

/** Something else than it should be: claims of the id_token, its algorithm, or who signs it. */
export interface Forgery {
  readonly claims?: JWTPayload;
  /** `stranger` is a key that nobody published. */
  readonly signature?: 'none' | 'stranger';
  /** Instead of how it is written for real. */
  readonly emailVerified?: unknown;
}

export interface AppleSandbox extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** The id_tokens from now on; without an argument as they should be. */
  forge(forgery?: Forgery): void;
}

const KID = 'sandbox';
const TOKEN_S = 600;
/** Half a year. */
const MOST_SECRET_S = 15_777_000;

type Keys = Awaited<ReturnType<typeof makeKeys>>;

const makeKeys = async () => ({ own: await generateKeyPair('RS256', { extractable: true }), stranger: await generateKeyPair('RS256') });

export async function startAppleSandbox(options: AppleSandboxOptions): Promise<AppleSandbox> {
  const keys = await makeKeys();
  let forgery: Forgery = {};
  let base = '';
  const listener = await listen('Apple sandbox', apple(options, keys, { base: () => base, forgery: () => forgery }), options);
  base = listener.url;
  return {
    url: listener.url,
    port: listener.port,
    forge: (next = {}) => void (forgery = next),
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}

interface State {
  base(): string;
  forgery(): Forgery;
}

function apple(options: AppleSandboxOptions, keys: Keys, state: State): Handler {
  const { people = SANDBOX_PEOPLE } = options;
  const codes = createCodes();
  /** Who has consented: Apple tells their name once. */
  const known = new Set<string>();
  const key = createPublicKey(options.key);

  const choose = ({ url: { searchParams } }: Request): Reply => {
    const wrong = defectOf(searchParams, options);
    if (wrong !== undefined) return page(400, errorPage('Apple', wrong));
    return page(200, chooserPage({ provider: 'Apple', people, action: '/auth/authorize', hidden: Object.fromEntries(searchParams) }));
  };

  const consent = (request: Request): Reply => {
    const form = formOf(request);
    const wrong = defectOf(form, options);
    if (wrong !== undefined) return page(400, errorPage('Apple', wrong));
    const redirectUri = form.get('redirect_uri') ?? '';
    const state = form.get('state') ?? '';
    const person = personOf(people, form.get('person'));
    if (!person) return page(200, formPostPage(redirectUri, { error: 'user_cancelled_authorize', state }));
    const code = codes.issue({ person, redirectUri, challenge: form.get('code_challenge') ?? '', nonce: form.get('nonce') ?? '' });
    const user = known.has(person.id) ? undefined : JSON.stringify({ name: { firstName: person.firstName, lastName: person.lastName }, email: person.email });
    known.add(person.id);
    return page(200, formPostPage(redirectUri, { code, state, ...(user !== undefined && { user }) }));
  };

  const token = async (request: Request): Promise<Reply> => {
    const form = formOf(request);
    const secret = { key, clientId: options.clientId, teamId: options.teamId, keyId: options.keyId, audience: state.base() };
    if (form.get('client_id') !== options.clientId || !(await isClientSecret(form.get('client_secret') ?? '', secret))) return json(400, { error: 'invalid_client' });
    if (form.get('grant_type') !== 'authorization_code') return json(400, { error: 'unsupported_grant_type' });
    const granted = codes.redeem(form.get('code') ?? '', form.get('redirect_uri') ?? '', form.get('code_verifier') ?? '');
    if (!granted) return json(400, { error: 'invalid_grant', error_description: 'The code has expired or has been revoked.' });
    const idToken = await signIdToken(granted.person, granted.nonce, options.clientId, keys, state);
    return json(200, { access_token: `a${granted.person.id}`, token_type: 'Bearer', expires_in: 3600, refresh_token: `r${granted.person.id}`, id_token: idToken });
  };

  return async (request) => {
    switch (`${request.method} ${request.url.pathname}`) {
      case 'GET /.well-known/openid-configuration':
        return json(200, metadata(state.base()));
      case 'GET /auth/keys':
        return json(200, { keys: [{ ...(await exportJWK(keys.own.publicKey)), kid: KID, use: 'sig', alg: 'RS256' }] });
      case 'GET /auth/authorize':
        return choose(request);
      case 'POST /auth/authorize':
        return consent(request);
      case 'POST /auth/token':
        return token(request);
      default:
        return json(404, { error: 'not_found' });
    }
  };
}

/** As Apple publishes it. */
const metadata = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/auth/authorize`,
  token_endpoint: `${issuer}/auth/token`,
  jwks_uri: `${issuer}/auth/keys`,
  response_types_supported: ['code'],
  response_modes_supported: ['query', 'fragment', 'form_post'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  scopes_supported: ['openid', 'email', 'name'],
  token_endpoint_auth_methods_supported: ['client_secret_post'],
});

/** What is wrong with a request to sign in. */
function defectOf(request: URLSearchParams, { clientId, returnUrls }: AppleSandboxOptions): string | undefined {
  if (request.get('client_id') !== clientId) return 'invalid_client';
  if (!returnUrls.includes(request.get('redirect_uri') ?? '')) return 'invalid_request: Invalid web redirect url.';
  if (request.get('response_type') !== 'code') return 'unsupported_response_type';
  const scopes = (request.get('scope') ?? '').split(' ');
  const tells = scopes.includes('name') || scopes.includes('email');
  return tells && request.get('response_mode') !== 'form_post' ? 'invalid_request: response_mode must be form_post when name or email scope is requested.' : undefined;
}

interface Expected {
  readonly key: ReturnType<typeof createPublicKey>;
  readonly clientId: string;
  readonly teamId: string;
  readonly keyId: string;
  readonly audience: string;
}

async function isClientSecret(secret: string, { key, clientId, teamId, keyId, audience }: Expected): Promise<boolean> {
  try {
    const { protectedHeader, payload: { iat = 0, exp = Infinity } } = await jwtVerify(secret, key, { algorithms: ['ES256'], issuer: teamId, subject: clientId, audience, requiredClaims: ['iat', 'exp'] });
    return protectedHeader.kid === keyId && exp - iat <= MOST_SECRET_S;
  } catch {
    return false;
  }
}

async function signIdToken(person: SandboxPerson, nonce: string, clientId: string, keys: Keys, state: State): Promise<string> {
  const { claims, signature, emailVerified } = state.forgery();
  const now = Math.floor(Date.now() / 1000);
  const payload: JWTPayload = {
    iss: state.base(), aud: clientId, iat: now, exp: now + TOKEN_S, sub: `00${person.id}.${'0'.repeat(32)}.0001`, nonce, nonce_supported: true, auth_time: now,
    // Apple writes it as text.
    ...(person.email !== undefined && { email: person.email, email_verified: emailVerified ?? String(person.emailVerified) }),
    ...claims,
  };
  if (signature === 'none') return new UnsecuredJWT(payload).encode();
  return new SignJWT(payload).setProtectedHeader({ alg: 'RS256', kid: KID }).sign((signature === 'stranger' ? keys.stranger : keys.own).privateKey);
}

const formOf = ({ body }: Request): URLSearchParams => new URLSearchParams(body.toString('utf8'));
const page = (status: number, body: string): Reply => text(status, 'text/html; charset=utf-8', body, { 'cache-control': 'no-store' });
