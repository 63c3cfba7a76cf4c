/** Google, or another OpenID provider in its place: it vouches for addresses of its own and of its customers' domains, for no others. */
import { ClientSecretPost } from 'openid-client';
import { openIdProvider } from './openid-provider.ts';
import type { Outbound } from './outbound.ts';
import { readEmail, readName, type SocialProvider } from './provider.ts';

export interface GoogleSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly issuer: string;
}

const OWN_DOMAINS = /@(gmail|googlemail)\.com$/;

export const googleProvider = ({ clientId, clientSecret, issuer }: GoogleSettings, outbound: Outbound): SocialProvider =>
  openIdProvider({
    name: 'google',
    issuer,
    clientId,
    clientAuth: ClientSecretPost(clientSecret),
    scope: 'openid email profile',
    parameters: { prompt: 'select_account' },
    outbound,
    read(claims) {
      const email = readEmail(claims['email']);
      return { email, emailProved: email !== '' && claims['email_verified'] === true && isItsOwn(email, claims['hd']), displayName: readName(claims['name']) };
    },
  });

/** An address elsewhere was proved once, perhaps by somebody who does not have it any more. `hd` is the domain of a Workspace. */
const isItsOwn = (email: string, hd: unknown): boolean => OWN_DOMAINS.test(email) || (typeof hd === 'string' && hd !== '' && email.endsWith(`@${hd.toLowerCase()}`));
