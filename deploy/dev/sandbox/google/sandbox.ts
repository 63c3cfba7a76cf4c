/** A certified OpenID provider on this machine in the place of Google: its claims, and people to choose from. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair } from 'jose';
import Provider, { interactionPolicy, type Configuration } from 'oidc-provider';
import { type Address, bind } from '../http/listen.ts';
import { chooserPage, errorPage } from '../social/chooser.ts';
import { fullName, personOf, SANDBOX_PEOPLE, type SandboxPerson } from '../social/people.ts';
import { createStorage } from './storage.ts';

export interface GoogleSandboxOptions extends Address {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Addresses that browsers may be sent back to, exactly. */
  readonly redirectUris: readonly string[];
  readonly people?: readonly SandboxPerson[];
}

export interface GoogleSandbox extends AsyncDisposable {
  /** Also the issuer. */
  readonly url: string;
  readonly port: number;
}

export async function startGoogleSandbox(options: GoogleSandboxOptions): Promise<GoogleSandbox> {
  const { host = '127.0.0.1', port = 0, people = SANDBOX_PEOPLE } = options;
  const server = createServer();
  // The issuer has the port in it, so the port comes first.
  const bound = await bind(server, 'Google sandbox', host, port);
  const url = `http://${host}:${bound}`;
  const provider = new Provider(url, await configuration(options, people));
  const others = provider.callback();
  server.on('request', (request, response) => void (request.url?.startsWith('/interaction/') ? choose(provider, people, request, response) : others(request, response)));
  return {
    url,
    port: bound,
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function configuration({ clientId, clientSecret, redirectUris }: GoogleSandboxOptions, people: readonly SandboxPerson[]): Promise<Configuration> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const policy = interactionPolicy.base();
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  return {
    adapter: createStorage(),
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [...redirectUris], token_endpoint_auth_method: 'client_secret_post' }],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), use: 'sig', alg: 'RS256', kid: 'sandbox' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    claims: { openid: ['sub'], email: ['email', 'email_verified', 'hd'], profile: ['name', 'given_name', 'family_name'] },
    // As Google does: all of them in the id_token.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { policy, url: (_, { uid }) => `/interaction/${uid}` },
    ttl: { AccessToken: 3600, AuthorizationCode: 60, Grant: 3600, IdToken: 3600, Interaction: 3600, Session: 3600 },
    async findAccount(_, id) {
      const person = personOf(people, id);
      return person && { accountId: id, claims: async () => claimsOf(person) };
    },
    async loadExistingGrant({ oidc }) {
      const { client, session, provider } = oidc;
      if (!client || session?.accountId === undefined) return undefined;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    renderError(ctx, out) {
      ctx.type = 'html';
      ctx.body = errorPage('Google', [out.error, out.error_description].filter(Boolean).join(': '));
    },
  };
}

const claimsOf = (person: SandboxPerson) => ({
  sub: person.id,
  name: fullName(person),
  given_name: person.firstName,
  family_name: person.lastName,
  ...(person.email !== undefined && { email: person.email, email_verified: person.emailVerified }),
  ...(person.workspace !== undefined && { hd: person.workspace }),
});

/** The page on which people say who they are, and what they said. */
async function choose(provider: Provider, people: readonly SandboxPerson[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { uid } = await provider.interactionDetails(request, response);
    if (request.method !== 'POST') return void response.setHeader('content-type', 'text/html; charset=utf-8').end(chooserPage({ provider: 'Google', people, action: `/interaction/${uid}` }));
    const person = personOf(people, new URLSearchParams(await bodyOf(request)).get('person'));
    const result = person
      ? { login: { accountId: person.id }, select_account: {} }
      : { error: 'access_denied', error_description: 'The person cancelled.' };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
  } catch (error) {
    response.statusCode = 400;
    response.setHeader('content-type', 'text/html; charset=utf-8').end(errorPage('Google', error instanceof Error ? error.message : 'unknown'));
  }
}

const MAX_FORM = 10_000;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
    if (body.length > MAX_FORM) throw new Error('the form is too long');
  }
  return body;
}
