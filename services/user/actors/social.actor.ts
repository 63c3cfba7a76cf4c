/** Signing in by an account at a provider: whoever it is linked to, or somebody new; never whoever merely has the same address. */
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { SocialService, type FinishSocialSignInRequest } from '#proto/berth/user/v1/social_service_pb.ts';
import { actor } from '../../runtime/actor/actor.ts';
import type { View } from '../../runtime/actor/types.ts';
import { Failure, invalidField, type Rejection } from '../../runtime/errors.ts';
import { newId } from '../../runtime/ids.ts';
import { findIdentity } from '../db/identity-store.ts';
import { findLinked } from '../db/linked-identity-store.ts';
import { accountChanged, newIdentity, type Identity } from '../domain/account.ts';
import type { Origin } from '../domain/activity.ts';
import { emailMissing, FLOW_MS, linkRequired, newLinked, socialRefused, withProof, type ProvedPerson, type SocialFlow } from '../domain/social.ts';
import { addressKey, emailKey, identityKey, linkIdOf, linkKey, linkedIdOf, linkedKey, profileKey, sessionKey, socialFlowKey } from '../keys.ts';
import { fromOrigin, toGivenSession } from '../mapping.ts';
import { browserHashOf } from '../social/flow-secrets.ts';
import { fromSocialProvider } from '../social-mapping.ts';
import type { Tokens } from '../tokens.ts';
import { accountRules, type AccountTurn } from './account-rules.ts';
import { acted, blankProfile, keepCredentials, open, ownerNow, type SessionReply } from './arrivals.ts';
import { ownerOf, proveSecondFactor, type Arrival, type Gatekeeping } from './credentials.ts';
import { sendLink } from './mail-links.ts';
import { endFlow, flowNow, type NewFlow, type SocialProofs } from './social-proof.ts';

interface SocialArrival extends Arrival {
  readonly flow: SocialFlow;
  readonly person: ProvedPerson;
  readonly isNew: boolean;
}

/** Who is not let in, or not yet: then the flow goes on with what is proved. */
interface SocialRefusal {
  readonly flow: SocialFlow;
  readonly refusal: Rejection;
  readonly proved?: ProvedPerson;
  /** Whose account it is about. */
  readonly identity?: Identity | undefined;
  readonly origin: Origin;
}

/** Reminder that forgets a flow which has ended. */
const FORGET_FLOW = 'forgetFlow';

export const socialActor = (tokens: Tokens, gate: Gatekeeping, proofs: SocialProofs) =>
  actor({
    name: 'social',
    service: SocialService,
    ...accountRules,
    commands: {
      beginSocialSignIn: {
        // Its answer has the browser's secret.
        logged: false,
        prepare: ({ provider, pageOrigin }): Promise<NewFlow> => proofs.depart(fromSocialProvider(provider), pageOrigin),
        route: (_, { id }: NewFlow) => [{ ...socialFlowKey(id), born: true }],
        turn(turn, _, { id, provider, redirectUri, url, state, browserSecret }: NewFlow) {
          const expires = new Date(turn.now.getTime() + FLOW_MS);
          keepFlow(turn, { id, provider, redirectUri, browserHash: browserHashOf(browserSecret), created: turn.now, expires, proved: undefined });
          return { url, state, browserSecret, expireTime: timestampFromDate(expires) };
        },
      },
      finishSocialSignIn: {
        logged: false,
        anew: [accountChanged().reason],
        prepare: (request, view) => prepareFinish(gate, proofs, request, view),
        route: (_, facts: SocialArrival | SocialRefusal) => [socialFlowKey(facts.flow.id), ...('refusal' in facts ? [addressKey(addressOf(facts))] : keysOf(facts))],
        turn(turn, _, facts: SocialArrival | SocialRefusal) {
          const flow = flowNow(turn, facts.flow.id);
          if ('refusal' in facts) {
            if (facts.proved) keepFlow(turn, withProof(flow, facts.proved, turn.now));
            else endFlow(turn, flow);
            const { identity, origin, refusal: { reason } } = facts;
            turn.apply({ events: [acted({ kind: 'sign_in_refused', emailKey: addressOf(facts), userId: identity?.id, origin, reason })] });
            return {};
          }
          endFlow(turn, flow);
          return letIn(turn, facts);
        },
        // The refusal was to be kept first, so it comes after the commit.
        finish: async (reply: SessionReply, facts: SocialArrival | SocialRefusal) => {
          if ('refusal' in facts) throw new Failure(facts.refusal);
          return { session: await toGivenSession(tokens, facts.tenantId, reply.session) };
        },
      },
    },
    reminders: {
      [FORGET_FLOW](turn: AccountTurn) {
        turn.apply({ events: [...turn.state.socialFlows.keys()].map((id) => ({ type: 'socialFlowEnded', id })) });
      },
    },
  });

async function prepareFinish({ attempts, factors }: Gatekeeping, proofs: SocialProofs, request: FinishSocialSignInRequest, view: View): Promise<SocialArrival | SocialRefusal> {
  const { return: back, secondFactorCode } = request;
  if (!back) throw invalidField('return', 'is required');
  const origin = fromOrigin(request.origin);
  const flow = await proofs.flowOf(back, view);
  const person = await proofs.personOf(flow, back);
  if (!person) return { flow, refusal: socialRefused(), origin };
  const visitor = { tenantId: view.caller.tenantId, origin, sessionId: newId(), flow, person };
  const linked = await findLinked(view.db, linkedIdOf(person));
  const found = linked && (await findIdentity(view.db, linked.identityId));
  if (!found) return newcomer(visitor, view);
  const { identity } = found;
  const refused = (refusal: Rejection): SocialRefusal => ({ flow, refusal, proved: person, identity, origin });
  // A provider does not say how well it looked: whoever asked for two proofs gets no way in with one.
  const attempt = secondFactorCode === '' ? undefined : await attempts.begin(identity.email, origin);
  const second = proveSecondFactor(factors, identity, secondFactorCode, view.now);
  if ('refusal' in second) return refused(second.refusal);
  await attempt?.succeeded();
  return { ...visitor, email: identity.email, identity, isNew: false, ...second };
}

/** Somebody whose account at the provider is linked to nobody: a new person, unless the address is somebody's. */
async function newcomer(visitor: Omit<SocialArrival, 'email' | 'identity' | 'isNew'>, view: View): Promise<SocialArrival | SocialRefusal> {
  const { person, flow, origin } = visitor;
  const { email, emailProved } = person;
  if (email === '') return { flow, refusal: emailMissing(), proved: person, origin };
  const owner = await ownerOf(view, email);
  if (owner) return { flow, refusal: linkRequired(), proved: person, identity: owner, origin };
  const identity = { ...newIdentity({ id: newId(), email, passwordHash: undefined }), verified: emailProved ? view.now : undefined };
  return { ...visitor, email, identity, isNew: true };
}

const keysOf = ({ person, identity, email, sessionId }: SocialArrival) => [
  linkedKey(linkedIdOf(person)), identityKey(email), profileKey(identity.id), sessionKey(sessionId), linkKey(linkIdOf('verify_email', email)),
];

/** What a refusal is told under: the address, or the flow where there is none. */
const addressOf = ({ flow, identity, proved }: SocialRefusal): string => {
  const email = identity?.email ?? proved?.email ?? '';
  return email === '' ? flow.id : emailKey(email);
};

/** Lets in whoever the account at the provider belongs to in this turn; raises `ACCOUNT_CHANGED` when that is not who it was a moment ago. */
function letIn(turn: AccountTurn, arrival: SocialArrival): SessionReply {
  const { identity, isNew, flow: { provider }, person } = arrival;
  const owner = ownerNow(turn, arrival);
  const id = linkedIdOf(person);
  const known = turn.state.linkedIdentities.get(id);
  if ((owner === undefined) !== isNew || known?.identityId !== owner?.id) throw new Failure(accountChanged());
  const linked = known ?? newLinked(person, { id, identityId: identity.id, provider }, turn.now);
  const blank = blankProfile(identity, turn.now);
  const profile = person.displayName === '' ? blank : { ...blank, displayName: person.displayName };
  if (owner) keepCredentials(turn, arrival, owner);
  else turn.apply({ events: [{ type: 'identityChanged', emailKey: emailKey(identity.email), identity }] });
  turn.apply({ events: [{ type: 'identityLinked', linked: { ...linked, used: turn.now } }] });
  const reply = open(turn, arrival, profile, isNew ? 'registered' : 'signed_in');
  if (isNew && !identity.verified) sendLink(turn, 'verify_email', identity);
  return reply;
}

/** Keeps a flow until it ends. */
function keepFlow(turn: AccountTurn, flow: SocialFlow): void {
  turn.apply({ events: [{ type: 'socialFlowChanged', flow }] });
  turn.remind(FORGET_FLOW, flow.expires, socialFlowKey(flow.id));
}
