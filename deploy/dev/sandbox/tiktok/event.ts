/** An event as TikTok's Events API takes it (`event/track`, one entry of `data`), and what the sandbox keeps of it. */
import { isJsonObject, type JsonObject } from '../http/json-body.ts';

export type EventSource = 'app' | 'crm' | 'offline' | 'web';

/** A request whose shape was checked. */
export interface TrackRequest {
  readonly eventSource: EventSource;
  readonly eventSourceId: string;
  readonly testEventCode: string | null;
  readonly events: readonly TrackedEvent[];
}

export interface TrackedEvent {
  readonly event: string;
  readonly eventTime: number;
  readonly eventId: string | null;
  /** The entry as it was sent. */
  readonly body: JsonObject;
}

export interface ReceivedEvent {
  readonly id: string;
  readonly object: 'tiktok_event';
  readonly received_at: string;
  readonly request_id: string;
  readonly event_source: EventSource;
  readonly event_source_id: string;
  readonly test_event_code: string | null;
  readonly event: string;
  readonly event_id: string | null;
  readonly event_time: number;
  /** The event counted before under the same event id, if any: this one counts for nothing. */
  readonly duplicate_of: string | null;
  readonly traceparent: string | null;
  readonly body: JsonObject;
}

export interface Rejection {
  readonly id: string;
  readonly object: 'tiktok_rejection';
  readonly received_at: string;
  readonly code: number;
  readonly message: string;
  readonly body: string;
}

export function isReceivedEvent(value: unknown): value is ReceivedEvent {
  return isJsonObject(value) && value['object'] === 'tiktok_event';
}

export function isRejection(value: unknown): value is Rejection {
  return isJsonObject(value) && value['object'] === 'tiktok_rejection';
}
