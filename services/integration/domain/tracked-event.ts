/** A purchase told to TikTok: waits, then sent once or given up. */
import type { Money } from '../../runtime/money.ts';

export interface TrackedEvent {
  readonly id: string;
  readonly eventId: string;
  readonly eventName: string;
  readonly bookingId: string;
  /** Whom it is about; unknown of old ones. */
  readonly customerId: string | undefined;
  readonly state: 'pending' | 'sent' | 'failed';
  readonly value: Money;
  /** JSON as sent, with hashed personal data only. */
  readonly requestJson: string;
  readonly providerRequestId: string;
  readonly sent: Date | undefined;
  readonly error: string;
}

export type TrackedEventChange =
  | { readonly type: 'asked'; readonly event: TrackedEvent }
  | { readonly type: 'accepted'; readonly providerRequestId: string; readonly time: Date }
  | { readonly type: 'refused'; readonly error: string };

export function evolveTrackedEvent(state: TrackedEvent | undefined, change: TrackedEventChange): TrackedEvent | undefined {
  if (change.type === 'asked') return change.event;
  if (!state) return undefined;
  if (change.type === 'accepted') return { ...state, state: 'sent', providerRequestId: change.providerRequestId, sent: change.time };
  return { ...state, state: 'failed', error: change.error };
}
