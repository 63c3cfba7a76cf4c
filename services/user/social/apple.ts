/** Apple: the browser comes back by a form, the client's secret is a JWT of our own, and a name comes with the first sign-in only. */
import { importPKCS8, SignJWT, type CryptoKey } from 'jose';
import { openIdProvider } from './openid-provider.ts';
import type { Outbound } from './outbound.ts';
import { readEmail, readName, type SocialProvider } from './provider.ts';

export interface AppleSettings {
  /** Id of the service, not of the app. */
  readonly clientId: string;
  readonly teamId: string;
  readonly keyId: string;
  /** PKCS #8 as in the .p8 file. */
  readonly privateKey: string;
  readonly issuer: string;
}

/** Apple allows half a year. */
const SECRET_S = 300;

export function appleProvider(settings: AppleSettings, outbound: Outbound): SocialProvider {
  const { clientId, issuer } = settings;
  const key = importPKCS8(settings.privateKey, 'ES256');
  let secret = '';
  return openIdProvider({
    name: 'apple',
    issuer,
    clientId,
    async prepareAuth() {
      secret = await clientSecret(settings, await key);
    },
    clientAuth(_, __, body) {
      body.set('client_id', clientId);
      body.set('client_secret', secret);
    },
    scope: 'openid email name',
    // Apple sends name and address in no other way.
    parameters: { response_mode: 'form_post' },
    outbound,
    read(claims, { userJson }) {
      const email = readEmail(claims['email']);
      return { email, emailProved: email !== '' && [true, 'true'].some((yes) => claims['email_verified'] === yes), displayName: nameIn(userJson) };
    },
  });
}

const clientSecret = ({ clientId, teamId, keyId, issuer }: AppleSettings, key: CryptoKey): Promise<string> =>
  new SignJWT()
    .setProtectedHeader({ alg: 'ES256', kid: keyId })
    .setIssuer(teamId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setIssuedAt()
    .setExpirationTime(`${SECRET_S}s`)
    .sign(key);

/** It passed through the browser, so that anybody may have written it: good for greeting somebody, and nothing else of it is read. */
export function nameIn(userJson: string): string {
  const { name } = recordIn(userJson);
  const { firstName, lastName } = toRecord(name);
  return readName([firstName, lastName].filter((part) => typeof part === 'string').join(' '));
}

function recordIn(json: string): Readonly<Record<string, unknown>> {
  try {
    return toRecord(JSON.parse(json));
  } catch {
    return {}; // nobody's name
  }
}

const toRecord = (value: unknown): Readonly<Record<string, unknown>> => (typeof value === 'object' && value !== null ? { ...value } : {});
