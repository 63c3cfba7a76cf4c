/** Spans of the page as OTLP JSON, the way the gateway's `/v1/traces` takes them. */

/** A finished span. Times are milliseconds since 1970, with fractions. */
export interface BrowserSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly attributes: Readonly<Record<string, string>>;
  /** Why it failed; absent when it went well. */
  readonly error?: string;
}

const INTERNAL = 1;
const ERROR = 2;

/** The body of an export request with one span. */
export function otlpBody({ name, startMs, endMs, attributes, error, ...ids }: BrowserSpan): string {
  const span = {
    ...ids,
    name,
    kind: INTERNAL,
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(endMs),
    attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } })),
    ...(error !== undefined && { status: { code: ERROR, message: error } }),
  };
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ scope: { name: 'berth-web' }, spans: [span] }] }] });
}

/** Nanoseconds as the decimal string of protobuf's JSON; microseconds are as exact as a browser's clock gets. */
const nanos = (ms: number): string => `${Math.round(ms * 1000)}000`;
