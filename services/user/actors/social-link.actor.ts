/** Accounts at providers that the signed-in add to their own, right after they proved who they are, and take off again, but never their last way in. */
import { SocialService } from '#proto/berth/user/v1/social_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import { Failure, invalidField, notFound } from '../../runtime/errors.ts';
import { fromTypeId } from '../../runtime/ids.ts';
import { ownIdentity } from '../db/identity-store.ts';
import { linkedOf } from '../db/linked-identity-store.ts';
import { passkeysOf } from '../db/passkey-store.ts';
import { accountChanged, emailNotVerified, type Identity } from '../domain/account.ts';
import {
  flowInvalid, hasAnotherWayIn, identityTaken, lastWayIn, MOST_LINKED, newLinked, reauthenticationRequired, socialRefused, tooManyLinked,
  type ProvedPerson, type SocialFlow,
} from '../domain/social.ts';
import { emailKey, identityKey, linkedIdOf, linkedKey, passkeyKey, profileKey, socialFlowKey } from '../keys.ts';
import { flowIdOf } from '../social/flow-secrets.ts';
import { toLinkedIdentity } from '../social-mapping.ts';
import { accountRules, type AccountTurn } from './account-rules.ts';
import { needOpenSession } from './arrivals.ts';
import { endFlow, flowNow, type SocialProofs } from './social-proof.ts';
import { asCounted, hasRecentSession, tellOfWayIn, touched } from './ways-in.ts';

interface Linking {
  readonly identity: Identity;
  readonly flowId: string;
  /** Absent when there is none of this browser: a request that ended it may be repeated, so the turn says so. */
  readonly flow: SocialFlow | undefined;
  /** Absent when the provider's answer was no good. */
  readonly person: ProvedPerson | undefined;
}

interface Unlinking {
  readonly identity: Identity;
  readonly id: string;
  /** All of the person's. */
  readonly linked: readonly string[];
  readonly passkeys: readonly string[];
}

export const socialLinkActor = (proofs: SocialProofs) =>
  actor({
    name: 'social-link',
    service: SocialService,
    ...accountRules,
    commands: {
      linkIdentity: {
        anew: [accountChanged().reason],
        async prepare({ return: back }, view): Promise<Linking> {
          if (!back) throw invalidField('return', 'is required');
          const identity = await ownIdentity(view.db, view.caller);
          const flowId = flowIdOf(back.state);
          const flow = await proofs.flowOf(back, view).catch(undefinedWhenInvalid);
          if (!flow) return { identity, flowId, flow, person: undefined };
          const linked = await linkedOf(view.db, identity.id);
          if (linked.length >= MOST_LINKED) throw new Failure(tooManyLinked());
          return { identity, flowId, flow, person: await proofs.personOf(flow, back) };
        },
        route: (_, { identity, flowId, person }: Linking) => [socialFlowKey(flowId), identityKey(identity.email), profileKey(identity.id), ...(person ? [linkedKey(linkedIdOf(person))] : [])],
        turn(turn, { origin }, { identity, flowId, flow, person }: Linking) {
          const owner = ownAccount(turn, identity);
          if (!flow) throw new Failure(flowInvalid());
          const { provider } = flowNow(turn, flowId);
          // The code is used up: who signs in again goes on from here.
          if (person && !hasRecentSession(turn)) return keepProof(turn, flow, person);
          endFlow(turn, flow);
          // So is a flow whose answer was no good. Both refusals come after the commit.
          if (!person) return {};
          asCounted(owner, identity);
          const id = linkedIdOf(person);
          const known = turn.state.linkedIdentities.get(id);
          if (known && known.identityId !== owner.id) throw new Failure(identityTaken());
          const linked = known ?? newLinked(person, { id, identityId: owner.id, provider }, turn.now);
          const proved = verifiedBy(owner, person, turn.now);
          turn.apply({ events: [touched(proved), ...(known ? [] : [{ type: 'identityLinked', linked } as const])] });
          tellOfWayIn(turn, proved, 'identity_linked', origin);
          return { linkedIdentity: toLinkedIdentity(linked) };
        },
        async finish(reply, { person }: Linking) {
          if (reply.linkedIdentity) return reply;
          throw new Failure(person ? reauthenticationRequired() : { ...socialRefused(), code: 'FAILED_PRECONDITION' });
        },
      },
      unlinkIdentity: {
        anew: [accountChanged().reason],
        async prepare({ id }, { caller, db }): Promise<Unlinking> {
          const identity = await ownIdentity(db, caller);
          const linked = await linkedOf(db, identity.id);
          const passkeys = await passkeysOf(db, identity.id);
          return { identity, id: fromTypeId('lid', id, 'id'), linked: linked.map((one) => one.id), passkeys: passkeys.map((one) => one.id) };
        },
        route: (_, { identity, id, linked, passkeys }: Unlinking) => [
          identityKey(identity.email), profileKey(identity.id), ...[...new Set([id, ...linked])].map(linkedKey), ...passkeys.map(passkeyKey),
        ],
        turn(turn, request, { identity, id }: Unlinking) {
          const owner = ownAccount(turn, identity);
          const { linkedIdentities, passkeys } = turn.state;
          const own = [...linkedIdentities.values()].filter((one) => one?.identityId === owner.id);
          if (!own.some((one) => one?.id === id)) throw notFound('linked identity', request.id);
          const ways = { password: owner.passwordHash !== undefined, passkeys: [...passkeys.values()].filter(Boolean).length, linked: own.length };
          if (!hasAnotherWayIn(ways)) throw new Failure(lastWayIn());
          turn.apply({ events: [touched(owner), { type: 'identityUnlinked', id }] });
          tellOfWayIn(turn, owner, 'identity_unlinked', request.origin);
          return {};
        },
      },
    },
  });

/** The caller's account in this turn, in whose open session they act. */
function ownAccount(turn: AccountTurn, { id, email }: Identity): Identity {
  const owner = turn.state.identities.get(emailKey(email));
  if (owner?.id !== id) throw new Failure(accountChanged());
  needOpenSession(turn, owner);
  return owner;
}

/** A way in stays through a new password: none comes to an account before its address is proved, be it by the provider. */
function verifiedBy(owner: Identity, { email, emailProved }: ProvedPerson, now: Date): Identity {
  if (owner.verified) return owner;
  if (!emailProved || emailKey(email) !== emailKey(owner.email)) throw new Failure(emailNotVerified());
  return { ...owner, verified: now };
}

function undefinedWhenInvalid(error: unknown): undefined {
  if (error instanceof Failure && error.reason === flowInvalid().reason) return undefined;
  throw error;
}

function keepProof(turn: AccountTurn, flow: SocialFlow, proved: ProvedPerson): Record<string, never> {
  turn.apply({ events: [{ type: 'socialFlowChanged', flow: { ...flow, proved } }] });
  return {};
}
