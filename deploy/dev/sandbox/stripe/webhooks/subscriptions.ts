/**
 * Which endpoints hear of an event, and the switches tests use: hold types back, pause everything, deliver several
 * times.
 */
import { createHash } from 'node:crypto';
import type { DeliveryDraft } from './delivery.ts';

export interface WebhookEndpoint {
  readonly url: string;
  /** `whsec_…`: signs what is sent there. */
  readonly secret: string;
  /** Event types, `payment_intent.*` for a group; all when left out. */
  readonly events?: readonly string[];
}

export interface Subscriptions {
  add(endpoint: WebhookEndpoint): void;
  byId(id: string): WebhookEndpoint | undefined;
  /** The deliveries an event needs. */
  plan(event: string, type: string): DeliveryDraft[];
  isHeld(type: string): boolean;
  /** Replaces the patterns held back; `*` pauses everything. */
  hold(types: readonly string[]): void;
  /** Every event from now on is delivered this many times. */
  copies(count: number): void;
}

export function createSubscriptions(initial: readonly WebhookEndpoint[]): Subscriptions {
  const endpoints = new Map(initial.map((endpoint) => [endpointId(endpoint.url), endpoint]));
  let heldTypes: readonly string[] = [];
  let copies = 1;
  const isHeld = (type: string) => heldTypes.some((pattern) => matchesType(type, pattern));
  return {
    add: (endpoint) => void endpoints.set(endpointId(endpoint.url), endpoint),
    byId: (id) => endpoints.get(id),
    isHeld,
    hold: (types) => void (heldTypes = types),
    copies: (count) => void (copies = count),
    plan(event, type) {
      const hearing = [...endpoints].filter(
        ([, { events }]) => events === undefined || events.some((pattern) => matchesType(type, pattern)),
      );
      return hearing.flatMap(([endpoint, { url }]) =>
        Array.from({ length: copies }, () => ({ event, event_type: type, endpoint, url, held: isHeld(type) })),
      );
    },
  };
}

/** The same address is the same endpoint after a restart, so what was due there still goes there. */
export function endpointId(url: string): string {
  return `we_${createHash('sha256').update(url).digest('hex').slice(0, 24)}`;
}

export function matchesType(type: string, pattern: string): boolean {
  return pattern.endsWith('*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}
