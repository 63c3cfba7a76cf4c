/**
 * What a flow is known by: the state travels through the provider, the browser's secret stays in the browser, and only who
 * has both finishes. Nonce and PKCE verifier follow from the two, so that a code is good with that secret only and none is stored.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { derivedId } from '../../runtime/ids.ts';
import type { SocialFlow } from '../domain/social.ts';

export interface FlowSecrets {
  readonly state: string;
  readonly browserSecret: string;
}

/** What goes to the provider with the browser, and what with the code. */
export interface Bindings {
  readonly nonce: string;
  readonly verifier: string;
  /** S256 of the verifier. */
  readonly challenge: string;
}

const SECRET_BYTES = 32;

export const newFlowSecrets = (): FlowSecrets => ({
  state: randomBytes(SECRET_BYTES).toString('base64url'),
  browserSecret: randomBytes(SECRET_BYTES).toString('base64url'),
});

/** Id of the flow of a state: a hash, which leads back to none. */
export const flowIdOf = (state: string): string => derivedId('social_flow', state);

export const browserHashOf = (browserSecret: string): string => createHash('sha256').update(browserSecret).digest('base64url');

/** Whether it is the browser that began the flow. */
export const isSameBrowser = ({ browserHash }: Pick<SocialFlow, 'browserHash'>, browserSecret: string): boolean =>
  timingSafeEqual(Buffer.from(browserHash, 'base64url'), Buffer.from(browserHashOf(browserSecret), 'base64url'));

/** Nobody who sees what goes through the provider can make them. */
export function bindingsOf({ state, browserSecret }: FlowSecrets): Bindings {
  const derive = (purpose: string): string => createHmac('sha256', browserSecret).update(`berth social sign-in\n${purpose}\n${state}`).digest('base64url');
  const verifier = derive('verifier');
  return { nonce: derive('nonce'), verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}
