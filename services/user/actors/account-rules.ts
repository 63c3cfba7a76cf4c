/** What the actors of people have in common: their state, how it changes, and what others are told of it. */
import { UserCreatedSchema, UserUpdatedSchema } from '#proto/berth/user/v1/user_events_pb.ts';
import { AccountActivitySchema, AccountMailRequestedSchema } from '#proto/berth/user/v1/account_events_pb.ts';
import { partsOf, toParts } from '../../runtime/actor/state.ts';
import type { Published, StateShape, Turn } from '../../runtime/actor/types.ts';
import { toTypeId } from '../../runtime/ids.ts';
import { challengeStore } from '../db/challenge-store.ts';
import { identityStore } from '../db/identity-store.ts';
import { linkStore } from '../db/link-store.ts';
import { linkedIdentityStore } from '../db/linked-identity-store.ts';
import { passkeyStore } from '../db/passkey-store.ts';
import { profileStore } from '../db/profile-store.ts';
import { sessionStore } from '../db/session-store.ts';
import { socialFlowStore } from '../db/social-flow-store.ts';
import { emptyAccount, evolveAccount, type AccountEvent, type AccountState, type Identity, type Profile, type SpentChallenge } from '../domain/account.ts';
import type { Passkey } from '../domain/passkey.ts';
import type { MailLink } from '../domain/mail-link.ts';
import type { Session } from '../domain/session.ts';
import type { LinkedIdentity, SocialFlow } from '../domain/social.ts';
import { addressKey, profileKey, sessionKey } from '../keys.ts';
import { toActivity, toAccountMail, toUser } from '../mapping.ts';

export type AccountTurn = Turn<AccountState, AccountEvent>;

export const accountShape: StateShape<AccountState> = {
  stores: {
    identity: identityStore, profile: profileStore, session: sessionStore, mail_link: linkStore, passkey: passkeyStore, challenge: challengeStore,
    linked_identity: linkedIdentityStore, social_flow: socialFlowStore,
  },
  compose: (parts) => ({
    identities: partsOf<Identity>(parts, 'identity'),
    profiles: partsOf<Profile>(parts, 'profile'),
    session: partsOf<Session>(parts, 'session').values().next().value,
    links: partsOf<MailLink>(parts, 'mail_link'),
    passkeys: partsOf<Passkey>(parts, 'passkey'),
    challenges: partsOf<SpentChallenge>(parts, 'challenge'),
    linkedIdentities: partsOf<LinkedIdentity>(parts, 'linked_identity'),
    socialFlows: partsOf<SocialFlow>(parts, 'social_flow'),
  }),
  decompose: ({ identities, profiles, session, links, passkeys, challenges, linkedIdentities, socialFlows }) => [
    ...toParts('identity', identities),
    ...toParts('profile', profiles),
    ...(session ? [[sessionKey(session.id), session] as const] : []),
    ...toParts('mail_link', links),
    ...toParts('passkey', passkeys),
    ...toParts('challenge', challenges),
    ...toParts('linked_identity', linkedIdentities),
    ...toParts('social_flow', socialFlows),
  ],
};

export function publishAccountEvent(event: AccountEvent): Published | undefined {
  switch (event.type) {
    case 'joined':
      return { key: profileKey(event.profile.id), subject: toTypeId('usr', event.profile.id), schema: UserCreatedSchema, payload: { user: toUser(event.profile, 1n) } };
    case 'profileChanged':
      return { key: profileKey(event.profile.id), subject: toTypeId('usr', event.profile.id), schema: UserUpdatedSchema, payload: { user: { ...toUser(event.profile, 0n), etag: '' } } };
    case 'acted':
      return { ...ofAddress(event.activity.emailKey), schema: AccountActivitySchema, payload: toActivity(event.activity) };
    case 'mailed':
      return { ...ofAddress(event.mail.emailKey), schema: AccountMailRequestedSchema, payload: toAccountMail(event.mail) };
    default:
      return undefined;
  }
}

const ofAddress = (emailKeyOf: string) => ({ key: addressKey(emailKeyOf), subject: toTypeId('idn', emailKeyOf) });

export const accountRules = {
  state: accountShape,
  behaviour: { initial: emptyAccount, evolve: (state: AccountState, event: AccountEvent) => evolveAccount(state, event) },
  publish: publishAccountEvent,
} as const;
