/** Google, Apple and Facebook to sign in with: the real ones whose settings are given, a local sandbox for each of the others. */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Environment } from '#runtime/config/settings.ts';
import { startAppleSandbox } from './sandbox/apple/sandbox.ts';
import { startFacebookSandbox } from './sandbox/facebook/sandbox.ts';
import { startGoogleSandbox } from './sandbox/google/sandbox.ts';
import { fullName, SANDBOX_PEOPLE } from './sandbox/social/people.ts';
import type { SecretStore } from './secrets.ts';
import type { DevSettings } from './settings.ts';

export interface SocialSandboxes {
  /** Settings that make the user service talk to them. */
  readonly env: Environment;
  readonly running: readonly { readonly name: string; readonly url: string }[];
}

interface Parts {
  readonly settings: DevSettings;
  readonly secrets: SecretStore;
  readonly stack: AsyncDisposableStack;
  /** Origins of the page. */
  readonly origins: readonly string[];
}

/** The ports they will listen on. */
export const socialPorts = ({ googleClientId, googlePort, appleClientId, applePort, facebookAppId, facebookPort }: DevSettings): { readonly name: string; readonly port: number }[] => [
  ...(googleClientId === undefined ? [{ name: 'Google sandbox', port: googlePort }] : []),
  ...(appleClientId === undefined ? [{ name: 'Apple sandbox', port: applePort }] : []),
  ...(facebookAppId === undefined ? [{ name: 'Facebook sandbox', port: facebookPort }] : []),
];

/** They are pushed on `stack`; nothing of them outlives it. */
export async function startSocialSandboxes(parts: Parts): Promise<SocialSandboxes> {
  const { googleClientId, appleClientId, facebookAppId } = parts.settings;
  const all = [
    ...(googleClientId === undefined ? [await google(parts)] : []),
    ...(appleClientId === undefined ? [await apple(parts)] : []),
    ...(facebookAppId === undefined ? [await facebook(parts)] : []),
  ];
  const people = SANDBOX_PEOPLE.map(fullName).join(', ');
  return { env: Object.assign({}, ...all.map(({ env }) => env)), running: all.map(({ name, url }) => ({ name, url: `${url}  sign in as ${people}` })) };
}

const callbacks = ({ origins }: Parts, provider: string): string[] => origins.map((origin) => `${origin}/auth/callback/${provider}`);
const randomSecret = (): string => randomBytes(24).toString('hex');

/** In PKCS #8, as Apple hands keys out. */
const newAppleKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } }).privateKey;

async function google(parts: Parts) {
  const client = { clientId: 'berth.sandbox', clientSecret: parts.secrets.get('google.client-secret', randomSecret) };
  const { url } = parts.stack.use(await startGoogleSandbox({ port: parts.settings.googlePort, ...client, redirectUris: callbacks(parts, 'google') }));
  return { name: 'Google sandbox', url, env: { GOOGLE_CLIENT_ID: client.clientId, GOOGLE_CLIENT_SECRET: client.clientSecret, GOOGLE_ISSUER: url } };
}

async function apple(parts: Parts) {
  const client = { clientId: 'example.berth.sandbox', teamId: 'SANDBOX001', keyId: 'SANDBOX002', key: parts.secrets.get('apple.key', newAppleKey) };
  const { url } = parts.stack.use(await startAppleSandbox({ port: parts.settings.applePort, ...client, returnUrls: callbacks(parts, 'apple') }));
  const { clientId, teamId, keyId, key } = client;
  return { name: 'Apple sandbox', url, env: { APPLE_CLIENT_ID: clientId, APPLE_TEAM_ID: teamId, APPLE_KEY_ID: keyId, APPLE_PRIVATE_KEY: key, APPLE_ISSUER: url } };
}

async function facebook(parts: Parts) {
  const app = { appId: '1000000000000001', appSecret: parts.secrets.get('facebook.app-secret', randomSecret) };
  const { url } = parts.stack.use(await startFacebookSandbox({ port: parts.settings.facebookPort, ...app, redirectUris: callbacks(parts, 'facebook') }));
  return { name: 'Facebook sandbox', url, env: { FACEBOOK_APP_ID: app.appId, FACEBOOK_APP_SECRET: app.appSecret, FACEBOOK_URL: url, FACEBOOK_GRAPH_URL: url } };
}
