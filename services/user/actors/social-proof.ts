/** Finds the flow that somebody came back from a provider with, and who the provider says that they are. */
import { createHash } from 'node:crypto';
import type { SocialReturn } from '#proto/berth/user/v1/social_service_pb.ts';
import type { View } from '../../runtime/actor/types.ts';
import { Failure, invalidField } from '../../runtime/errors.ts';
import { boundedMap } from '../../runtime/rpc/bounded-map.ts';
import { findFlow } from '../db/social-flow-store.ts';
import { flowInvalid, providerOff, socialRefused, type ProvedPerson, type SocialFlow, type SocialProviderName } from '../domain/social.ts';
import { fromSocialProvider } from '../social-mapping.ts';
import { bindingsOf, flowIdOf, isSameBrowser, newFlowSecrets, type Bindings, type FlowSecrets } from '../social/flow-secrets.ts';
import type { SocialProvider } from '../social/provider.ts';
import type { SocialProviders } from '../social/providers.ts';
import type { AccountTurn } from './account-rules.ts';

/** A flow that has just been made, and where it leads to. */
export interface NewFlow extends FlowSecrets {
  readonly id: string;
  readonly provider: SocialProviderName;
  readonly redirectUri: string;
  readonly url: string;
}

export interface SocialProofs {
  /** Raises `INVALID_ARGUMENT` for origins that are not ours. */
  depart(provider: SocialProviderName, pageOrigin: string): Promise<NewFlow>;
  /** Raises `SOCIAL_STATE_INVALID` unless it is the browser that began the flow; whether it is in time is decided in the turn. */
  flowOf(back: SocialReturn, view: View): Promise<SocialFlow>;
  /** `undefined` when the provider, or its signature, vouches for nobody: that ends the flow, and is refused after the commit. */
  personOf(flow: SocialFlow, back: SocialReturn): Promise<ProvedPerson | undefined>;
}

export interface SocialProofOptions {
  readonly providers: SocialProviders;
  /** Origins of pages that people come back to. */
  readonly origins: readonly string[];
  /** Told why, for the log: the person hears no more than that. */
  readonly refused: (provider: SocialProviderName, why: string) => void;
}

/** Codes that are being exchanged, or have just been. */
const KEPT_EXCHANGES = 1_000;

export function socialProofs({ providers, origins, refused }: SocialProofOptions): SocialProofs {
  const exchange = exchangesOnce();
  return {
    async depart(name, pageOrigin) {
      if (!origins.includes(pageOrigin)) throw invalidField('page_origin', 'must be the origin of a page of this installation');
      const secrets = newFlowSecrets();
      const { nonce, challenge } = bindingsOf(secrets);
      const redirectUri = `${pageOrigin}/auth/callback/${name}`;
      const url = await providerOf(providers, name).signInUrl({ state: secrets.state, redirectUri, nonce, challenge });
      return { ...secrets, id: flowIdOf(secrets.state), provider: name, redirectUri, url };
    },
    async flowOf({ state, browserSecret, provider }, { db }) {
      const flow = await findFlow(db, flowIdOf(state));
      // An answer that came to the address of another provider is not of the one that was asked.
      const isOurs = flow && flow.provider === fromSocialProvider(provider) && isSameBrowser(flow, browserSecret);
      if (!isOurs) throw new Failure(flowInvalid());
      return flow;
    },
    async personOf(flow, back) {
      if (flow.proved) return flow.proved;
      if (back.code === '') throw new Failure(flowInvalid());
      return exchange(flow, back.code, () => prove(providerOf(providers, flow.provider), flow, back, bindingsOf(back))).catch((error: unknown) => {
        if (!(error instanceof Failure) || error.reason !== socialRefused().reason) throw error;
        refused(flow.provider, error.cause instanceof Error ? error.cause.message : '');
        return undefined;
      });
    },
  };
}

const prove = (provider: SocialProvider, { redirectUri }: SocialFlow, { state, code, issuer, userJson }: SocialReturn, { nonce, verifier }: Bindings): Promise<ProvedPerson> =>
  provider.prove({ state, code, issuer, userJson, redirectUri, nonce, verifier });

function providerOf(providers: SocialProviders, name: SocialProviderName): SocialProvider {
  const provider = providers.find(name);
  if (!provider) throw new Failure(providerOff());
  return provider;
}

/**
 * A provider takes a code once, but a command whose facts changed while it queued is prepared again: it gets the same answer. The
 * flow itself still ends once, in the turn.
 */
function exchangesOnce() {
  const underWay = boundedMap<string, Promise<ProvedPerson> | undefined>(KEPT_EXCHANGES);
  return (flow: SocialFlow, code: string, work: () => Promise<ProvedPerson>): Promise<ProvedPerson> => {
    const id = createHash('sha256').update(`${flow.id}\n${code}`).digest('base64url');
    const known = underWay.get(id);
    if (known) return known;
    const person = work();
    underWay.set(id, person);
    // Who is away now may answer the next time.
    person.catch(() => underWay.set(id, undefined));
    return person;
  };
}

/** The flow in this turn; raises `SOCIAL_STATE_INVALID` when another turn, or time, ended it. */
export function flowNow(turn: AccountTurn, id: string): SocialFlow {
  const flow = turn.state.socialFlows.get(id);
  if (!flow || flow.expires <= turn.now) throw new Failure(flowInvalid());
  return flow;
}

/** Ends a flow: nobody finishes it once more. */
export const endFlow = (turn: AccountTurn, { id }: SocialFlow): void => void turn.apply({ events: [{ type: 'socialFlowEnded', id }] });

