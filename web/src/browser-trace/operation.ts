/** One booking is one trace that begins in the browser: every call of it has the page's own span as its parent, also after a reload. */
import { traceIdOf } from '@berth/sdk/browser';
import { type BrowserSpan, otlpBody } from './otlp.ts';

/** The page's side of a trace. */
export interface Operation {
  /** W3C header value for calls: the root span. */
  readonly traceparent: string;
}

/** A new trace. */
export function beginOperation(): Operation {
  return { traceparent: `00-${randomHex(16)}-${randomHex(8)}-01` };
}

/** Runs `work` as the operation's root span, or as a span within it, and reports it whatever happens. */
export async function spanOf<T>(operation: Operation, span: { readonly name: string; readonly root?: boolean; readonly attributes?: BrowserSpan['attributes'] }, work: () => Promise<T>): Promise<T> {
  const startMs = now();
  const report = (error?: string): void => {
    const ids = span.root ? rootIds(operation) : { ...childIds(operation) };
    send({ ...ids, name: span.name, startMs, endMs: now(), attributes: span.attributes ?? {}, ...(error !== undefined && { error }) });
  };
  try {
    const result = await work();
    report();
    return result;
  } catch (thrown) {
    report(thrown instanceof Error ? thrown.message : String(thrown));
    throw thrown;
  }
}

/** Keeps a booking's operation for this visit. */
export const keepOperation = (bookingId: string, { traceparent }: Operation, storage: Storage): void => storage.setItem(keyOf(bookingId), traceparent);

/** The operation that made a booking, when that was this visit. */
export function operationOf(bookingId: string, storage: Storage): Operation | undefined {
  const traceparent = storage.getItem(keyOf(bookingId));
  return traceparent !== null && traceIdOf(traceparent) !== undefined ? { traceparent } : undefined;
}

const keyOf = (bookingId: string): string => `berth.trace.${bookingId}`;

const rootIds = ({ traceparent }: Operation): Pick<BrowserSpan, 'traceId' | 'spanId'> => ({ traceId: traceparent.slice(3, 35), spanId: traceparent.slice(36, 52) });

function childIds(operation: Operation): Pick<BrowserSpan, 'traceId' | 'spanId' | 'parentSpanId'> {
  const { traceId, spanId } = rootIds(operation);
  return { traceId, spanId: randomHex(8), parentSpanId: spanId };
}

/** Milliseconds since 1970 by the monotonic clock, so that a span never ends before it begins. */
const now = (): number => performance.timeOrigin + performance.now();

const randomHex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (value) => value.toString(16).padStart(2, '0')).join('');

/** An idempotency key; works on pages without a secure context too, where `crypto.randomUUID` is missing. */
export const newRequestId = (): string => randomHex(16);

/** Best effort, also while the page is being left: telemetry never stands in anybody's way. */
function send(span: BrowserSpan): void {
  fetch('/v1/traces', { method: 'POST', headers: { 'content-type': 'application/json' }, body: otlpBody(span), keepalive: true }).catch(
    () => undefined, // a lost span is a gap in a picture, nothing else
  );
}
