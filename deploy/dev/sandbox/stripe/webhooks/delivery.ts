/** One event on its way to one endpoint: its attempts, and when the next is due. */
import { newId } from '../model/ids.ts';

export interface Attempt {
  readonly at: string;
  readonly milliseconds: number;
  /** null when no answer came. */
  readonly status: number | null;
  readonly error: string | null;
}

export interface Delivery {
  readonly id: string;
  readonly object: 'delivery';
  readonly event: string;
  readonly event_type: string;
  readonly endpoint: string;
  readonly url: string;
  readonly state: 'delivered' | 'failed' | 'held' | 'pending';
  readonly attempts: readonly Attempt[];
  /** Milliseconds since the epoch. */
  readonly due: number;
  readonly created: number;
}

/** Seconds before each further attempt: about a quarter of an hour in all, then the delivery has failed. */
export const RETRY_SECONDS = [1, 2, 5, 10, 30, 60, 120, 300, 420] as const;

export interface DeliveryDraft {
  readonly event: string;
  readonly event_type: string;
  readonly endpoint: string;
  readonly url: string;
  readonly held: boolean;
}

export function newDelivery({ held, ...draft }: DeliveryDraft, now: number): Delivery {
  return {
    id: newId('whd'),
    object: 'delivery',
    ...draft,
    state: held ? 'held' : 'pending',
    attempts: [],
    due: now,
    created: Math.floor(now / 1000),
  };
}

export function isOpen(delivery: Delivery): boolean {
  return delivery.state === 'pending' || delivery.state === 'held';
}

/**
 * Any 2xx is an acknowledgement; everything else, redirects included, is tried again until the attempts are used up.
 */
export function afterAttempt(delivery: Delivery, attempt: Attempt, now: number): Delivery {
  const attempts = [...delivery.attempts, attempt];
  if (attempt.status !== null && attempt.status >= 200 && attempt.status < 300)
    return { ...delivery, attempts, state: 'delivered' };
  const wait = RETRY_SECONDS[delivery.attempts.length];
  return wait === undefined
    ? { ...delivery, attempts, state: 'failed' }
    : { ...delivery, attempts, state: 'pending', due: now + wait * 1000 };
}
