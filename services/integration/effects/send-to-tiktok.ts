/** Tells TikTok about a purchase. Safe to repeat: TikTok drops an `event_id` that it has seen within 48 hours. */
import { SpanKind, type Tracer } from '@opentelemetry/api';
import CircuitBreaker from 'opossum';
import { effectType, Permanent, type EffectContext, type EffectRunner } from '../../runtime/effects/types.ts';
import { RPC } from '../../runtime/telemetry/attributes.ts';
import { inSpan } from '../../runtime/telemetry/spans.ts';

export interface SendInput {
  readonly requestJson: string;
}

export type SendOutcome = { readonly accepted: true; readonly providerRequestId: string } | { readonly accepted: false; readonly error: string };

export const sendToTikTok = effectType<SendInput, SendOutcome>('sendToTikTok');

export interface TikTokAccess {
  readonly url: string;
  readonly accessToken: string;
}

/** What TikTok answers; `code` 0 is success. */
interface Envelope {
  readonly code: number;
  readonly message: string;
  readonly requestId: string;
}

// Codes from 50000 on are TikTok's own failures; 40100 is "too many requests". Everything else says that our request is bad.
const passing = (code: number): boolean => code >= 50_000 || code === 40_100;

export function sendToTikTokRunner({ url, accessToken }: TikTokAccess, tracer: Tracer): EffectRunner<SendInput, SendOutcome> {
  const breaker = new CircuitBreaker(post, {
    timeout: false,
    volumeThreshold: 20,
    errorThresholdPercentage: 50,
    resetTimeout: 10_000,
    errorFilter: (error: unknown) => error instanceof Permanent,
  });

  async function post(body: string, signal: AbortSignal): Promise<Envelope> {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'access-token': accessToken },
      body,
      signal,
    });
    if (response.status >= 500 || response.status === 429) throw new Error(`TikTok answered ${response.status}`);
    return readEnvelope(await response.json());
  }

  const attributes = { [RPC.serverAddress]: new URL(url).host };
  return {
    type: sendToTikTok,
    async run({ requestJson }: SendInput, { signal }: EffectContext): Promise<SendOutcome> {
      const { code, message, requestId } = await inSpan(tracer, 'tiktok event.track', { kind: SpanKind.CLIENT, attributes }, () => breaker.fire(requestJson, signal));
      if (code === 0) return { accepted: true, providerRequestId: requestId };
      if (passing(code)) throw new Error(`TikTok answered code ${code}: ${message}`);
      throw new Permanent(`TikTok refused the event with code ${code}: ${message}`);
    },
    giveUp: (_, error) => ({ accepted: false, error: error.message }),
  };
}

function readEnvelope(value: unknown): Envelope {
  const field = (name: string): unknown => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined);
  const code = field('code');
  if (typeof code !== 'number') throw new Error('TikTok answered something that is not its envelope');
  return { code, message: String(field('message') ?? ''), requestId: String(field('request_id') ?? '') };
}
