/**
 * OpenID providers: code with PKCE; of the id_token are checked signature (one pinned algorithm), issuer, audience, expiry and
 * nonce, of the answer state and issuer.
 */
import {
  allowInsecureRequests, authorizationCodeGrant, buildAuthorizationUrl, clockTolerance, customFetch, discovery, enableNonRepudiationChecks,
  type ClientAuth, type Configuration, type CustomFetch,
} from 'openid-client';
import { Failure } from '../../runtime/errors.ts';
import { socialRefused, type ProvedPerson, type SocialProviderName } from '../domain/social.ts';
import { isLoopback, type Outbound } from './outbound.ts';
import type { Return, SocialProvider } from './provider.ts';

export interface OpenIdOptions {
  readonly name: SocialProviderName;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientAuth: ClientAuth;
  /** Runs before each call that `clientAuth` signs. */
  readonly prepareAuth?: () => Promise<void>;
  readonly scope: string;
  /** More of what the browser is sent with. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly outbound: Outbound;
  /** What the claims of a good id_token say, with what came beside it. */
  readonly read: (claims: Readonly<Record<string, unknown>>, arrival: Return) => Omit<ProvedPerson, 'issuer' | 'subject'>;
}

/** Google and Apple sign with it; another, `none` above all, is refused. */
const SIGNATURE = 'RS256';
const CLOCK_TOLERANCE_S = 30;
/** What a provider says of its addresses is asked for again after that. */
const METADATA_MS = 3_600_000;
const MAX_SUBJECT = 255;

export function openIdProvider(options: OpenIdOptions): SocialProvider {
  const { name, scope, outbound, parameters = {}, prepareAuth = async () => undefined, read } = options;
  const configuration = keptConfiguration(() => discover(options));
  return {
    name,
    async signInUrl({ redirectUri, state, nonce, challenge }) {
      const config = await configuration().catch(raise);
      const url = buildAuthorizationUrl(config, {
        redirect_uri: redirectUri, scope, state, nonce, code_challenge: challenge, code_challenge_method: 'S256', ...parameters,
      });
      return url.href;
    },
    async prove(arrival) {
      const { redirectUri, state, nonce, verifier, code, issuer } = arrival;
      const returned = new URL(redirectUri);
      returned.search = new URLSearchParams({ code, state, ...(issuer !== '' && { iss: issuer }) }).toString();
      try {
        const config = await configuration();
        await prepareAuth();
        const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
        const claims = (await authorizationCodeGrant(config, returned, checks)).claims();
        if (!claims || claims.sub === '' || claims.sub.length > MAX_SUBJECT) throw new Error('the id_token names nobody');
        return { issuer: claims.iss, subject: claims.sub, ...read(claims, arrival) };
      } catch (error) {
        return raise(error);
      }
    },
    [Symbol.dispose]: () => outbound[Symbol.dispose](),
  };
}

const discover = ({ issuer, clientId, clientAuth, outbound }: OpenIdOptions): Promise<Configuration> =>
  discovery(new URL(issuer), clientId, { id_token_signed_response_alg: SIGNATURE, [clockTolerance]: CLOCK_TOLERANCE_S }, clientAuth, {
    [customFetch]: fetchThrough(outbound),
    execute: [enableNonRepudiationChecks, ...(isLoopback(issuer) ? [allowInsecureRequests] : [])],
  });

const fetchThrough =
  (outbound: Outbound): CustomFetch =>
  (url, { method, headers, body }) =>
    outbound.fetch(url, { method, headers, ...(body instanceof URLSearchParams && { body: body.toString() }) });

/** One for all who come within an hour; a failure is kept for nobody. */
function keptConfiguration(load: () => Promise<Configuration>): () => Promise<Configuration> {
  let kept: { readonly until: number; readonly value: Promise<Configuration> } | undefined;
  return () => {
    if (kept && kept.until > Date.now()) return kept.value;
    const value = load();
    kept = { until: Date.now() + METADATA_MS, value };
    value.catch(() => (kept = undefined));
    return value;
  };
}

/** A provider that is away is told apart from one whose answer is no good; whatever else is wrong with it is for the log. */
function raise(error: unknown): never {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if (cause instanceof Failure) throw cause;
  throw new Failure(socialRefused(withoutTokens(error)));
}

/** The library's errors carry what they are about, tokens too; their texts do not. */
const withoutTokens = (error: unknown): Error => new Error(error instanceof Error ? `${'code' in error ? `${String(error.code)}: ` : ''}${error.message}` : 'an error that is none');
