/** A user service with sandboxes of Google, Apple and Facebook, and people whose browsers sign in there. */
import { generateKeyPairSync } from 'node:crypto';
import { startAppleSandbox, type AppleSandbox } from '../../../deploy/dev/sandbox/apple/sandbox.ts';
import { startFacebookSandbox } from '../../../deploy/dev/sandbox/facebook/sandbox.ts';
import { startGoogleSandbox } from '../../../deploy/dev/sandbox/google/sandbox.ts';
import type { SandboxPerson } from '../../../deploy/dev/sandbox/social/people.ts';
import { SocialService, type BeginSocialSignInResponse, type FinishSocialSignInResponse, type SocialProvider } from '#proto/berth/user/v1/social_service_pb.ts';
import type { Caller } from '../../runtime/actor/types.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import type { ClientOf } from '../../runtime/rpc/client.ts';
import { fetchBrowser } from './fetch-browser.ts';
import { openStand, type Person, type Stand } from './people.ts';

export const PAGE = 'http://localhost:8080';

/** What a browser came back with, and what it had kept. */
export interface Back {
  readonly provider: SocialProvider;
  readonly state: string;
  readonly browserSecret: string;
  readonly code: string;
  readonly issuer: string;
  readonly userJson: string;
}

export interface SocialStand extends AsyncDisposable {
  readonly stand: Stand;
  readonly social: ClientOf<typeof SocialService.method>;
  readonly apple: AppleSandbox;
  /** Where providers listen, for who plays somebody else than our service. */
  readonly addresses: { readonly google: string; readonly facebook: string };
  /** Moves the service's clock on. */
  advance(minutes: number): void;
  /** Somebody new at all three providers. */
  newcomer(change?: Partial<SandboxPerson>): SandboxPerson;
  begin(provider: SocialProvider, tenantId?: string): Promise<BeginSocialSignInResponse>;
  /** To the provider and back, in a browser of its own. */
  visit(provider: SocialProvider, begun: BeginSocialSignInResponse, person: SandboxPerson): Promise<Back>;
  /** All of it up to the answer. */
  comeBack(provider: SocialProvider, person: SandboxPerson): Promise<Back>;
  finish(back: Back, secondFactorCode?: string): Promise<FinishSocialSignInResponse>;
  /** Somebody as they act in the session in which they signed in. */
  acting(person: Person): { readonly caller: Caller };
}

export async function openSocialStand(): Promise<SocialStand> {
  await using stack = new AsyncDisposableStack();
  const people: SandboxPerson[] = [];
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding: { type: 'pkcs8', format: 'pem' }, publicKeyEncoding: { type: 'spki', format: 'pem' } });
  const at = (provider: string): string[] => [`${PAGE}/auth/callback/${provider}`];
  const google = stack.use(await startGoogleSandbox({ clientId: 'berth-google', clientSecret: 'google secret', redirectUris: at('google'), people }));
  const apple = stack.use(await startAppleSandbox({ clientId: 'example.berth', teamId: 'TEAM000001', keyId: 'KEY0000001', key: privateKey, returnUrls: at('apple'), people }));
  const facebook = stack.use(await startFacebookSandbox({ appId: '4711', appSecret: 'facebook secret', redirectUris: at('facebook'), people }));
  let ahead = 0;
  const stand = stack.use(await openStand({ now: () => new Date(Date.now() + ahead) }, {
    ALLOWED_ORIGINS: PAGE,
    GOOGLE_CLIENT_ID: 'berth-google', GOOGLE_CLIENT_SECRET: 'google secret', GOOGLE_ISSUER: google.url,
    APPLE_CLIENT_ID: 'example.berth', APPLE_TEAM_ID: 'TEAM000001', APPLE_KEY_ID: 'KEY0000001', APPLE_PRIVATE_KEY: privateKey, APPLE_ISSUER: apple.url,
    FACEBOOK_APP_ID: '4711', FACEBOOK_APP_SECRET: 'facebook secret', FACEBOOK_URL: facebook.url, FACEBOOK_GRAPH_URL: facebook.url,
  }));
  const social = stand.harness.connect(SocialService);
  const begin = (provider: SocialProvider, tenantId?: string) => social.beginSocialSignIn({ provider, pageOrigin: PAGE }, stand.anonymous(tenantId));
  const visit: SocialStand['visit'] = async (provider, { url, state, browserSecret }, person) => {
    const { fields } = await fetchBrowser(PAGE).signIn(url, person.id);
    const field = (name: string): string => fields.get(name) ?? '';
    if (field('state') !== state || field('code') === '') throw new Error(`the provider answered ${fields}`);
    return { provider, state, browserSecret, code: field('code'), issuer: field('iss'), userJson: field('user') };
  };
  const owned = stack.move();
  return {
    stand,
    social,
    apple,
    addresses: { google: google.url, facebook: facebook.url },
    advance: (minutes) => void (ahead += minutes * 60_000),
    newcomer(change = {}) {
      const id = String(2_000 + people.length);
      const person = { id, firstName: 'Maria', lastName: 'Santos', email: `maria-${id}@harbour.example`, emailVerified: true, workspace: 'harbour.example', ...change };
      people.push(person);
      return person;
    },
    begin,
    visit,
    comeBack: async (provider, person) => visit(provider, await begin(provider), person),
    finish: (back, secondFactorCode = '') => social.finishSocialSignIn({ return: back, secondFactorCode }, stand.anonymous()),
    acting: ({ caller, session }) => ({ caller: { ...caller, session: fromTypeId('sid', session.id, 'id') } }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
