/** What the actors of members have in common: the state of people, and who runs the business. */
import { partsOf, toParts } from '../../runtime/actor/state.ts';
import type { Published, StateShape, Turn } from '../../runtime/actor/types.ts';
import { validate } from 'uuid';
import { invitationStore } from '../db/invitation-store.ts';
import { membershipStore } from '../db/membership-store.ts';
import { emptyAccount, evolveAccount, type AccountEvent, type AccountState, type Profile } from '../domain/account.ts';
import type { Invitation } from '../domain/invitation.ts';
import { withInvitation, withProfile, type Membership } from '../domain/membership.ts';
import { emailKey, identityKey, profileKey, sessionKey } from '../keys.ts';
import { accountShape, publishAccountEvent } from './account-rules.ts';
import { needOpenSession } from './arrivals.ts';

/** Every turn holds the membership of its business. */
export interface MemberState extends AccountState {
  readonly membership: Membership;
  readonly invitations: ReadonlyMap<string, Invitation>;
}

export type MemberEvent = AccountEvent | { readonly type: 'invitationChanged'; readonly invitation: Invitation };
export type MemberTurn = Turn<MemberState, MemberEvent>;

const nobody: Membership = { id: '', admins: new Set(), invitations: new Map(), invited: [] };

const shape: StateShape<MemberState> = {
  stores: { ...accountShape.stores, membership: membershipStore, invitation: invitationStore },
  compose: (parts) => ({
    ...accountShape.compose(parts),
    membership: partsOf<Membership>(parts, 'membership').values().next().value ?? nobody,
    invitations: partsOf<Invitation>(parts, 'invitation'),
  }),
  decompose: ({ membership, invitations, ...account }) => [
    ...accountShape.decompose(account),
    ...toParts('membership', new Map([[membership.id, membership]])),
    ...toParts('invitation', invitations),
  ],
};

function evolve(state: MemberState, event: MemberEvent): MemberState {
  switch (event.type) {
    case 'invitationChanged': {
      const { invitation } = event;
      const invitations = new Map(state.invitations).set(invitation.id, invitation);
      return { ...state, invitations, membership: withInvitation(state.membership, invitation) };
    }
    case 'joined':
    case 'profileChanged':
      return { ...state, ...evolveAccount(state, event), membership: withProfile(state.membership, event.profile) };
    default:
      return { ...state, ...evolveAccount(state, event) };
  }
}

export const memberRules = {
  state: shape,
  behaviour: { initial: { ...emptyAccount, membership: nobody, invitations: new Map() }, evolve },
  publish: (event: MemberEvent): Published | undefined => (event.type === 'invitationChanged' ? undefined : publishAccountEvent(event)),
} as const;

/** Takes an invitation back that nobody has accepted, with its link; the turn holds both. */
export function takeBack(turn: MemberTurn, { id, status, ...about }: Invitation): void {
  const link = turn.state.links.get(id);
  if (status !== 'pending' || !link) return;
  turn.apply({
    events: [{ type: 'invitationChanged', invitation: { ...about, id, status: 'revoked' } }, { type: 'linkChanged', link: { ...link, used: turn.now } }],
  });
}

/** The caller as a person of the business, as they are now; services and the anonymous are none. Raises `SESSION_ENDED`. */
export function actingProfile(turn: MemberTurn): Profile | undefined {
  const { subject, session } = turn.caller;
  if (!validate(subject)) return undefined;
  turn.need(profileKey(subject), ...(session === undefined ? [] : [sessionKey(session)]));
  const profile = turn.state.profiles.get(subject);
  if (!profile) return undefined;
  // What is given here outlives the token by far: whoever has one of a session that ended gives nothing.
  turn.need(identityKey(profile.email));
  const owner = turn.state.identities.get(emailKey(profile.email));
  if (owner) needOpenSession(turn, owner);
  return profile;
}
