/** OTLP/HTTP in JSON, as OpenTelemetry's exporters send it: read leniently, so that one odd span loses only itself. */

/** One span as it is kept. */
export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly service: string;
  readonly name: string;
  readonly kind: string;
  readonly start: Date;
  readonly durationMicros: bigint;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, string>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
}

const KINDS = ['INTERNAL', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const ERROR = 2;

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : []);
/** Cut to length, without what Postgres cannot store: one such character would cost the whole export. */
const storable = (value: string, length: number): string => value.replaceAll('\0', '').slice(0, length).toWellFormed();
const text = (value: unknown): string => (typeof value === 'string' ? storable(value, 300) : '');
const nanos = (value: unknown): bigint => (/^\d{1,19}$/.test(String(value)) ? BigInt(String(value)) : 0n);

/** The spans of an export request. Throws `TypeError` when it is no such request at all. */
export function spansIn(body: unknown): ReceivedSpan[] {
  if (!isJson(body) || !Array.isArray(body['resourceSpans'])) throw new TypeError('no resourceSpans');
  return list(body['resourceSpans']).flatMap((resource) => {
    const service = attributesOf(isJson(resource['resource']) ? resource['resource']['attributes'] : [])['service.name'] ?? 'unknown';
    return list(resource['scopeSpans']).flatMap((scope) => list(scope['spans']).flatMap((span) => toSpan(span, service) ?? []));
  });
}

function toSpan(span: Json, service: string): ReceivedSpan | undefined {
  const [traceId, spanId] = [text(span['traceId']), text(span['spanId'])];
  if (!/^[0-9a-f]{32}$/.test(traceId) || !/^[0-9a-f]{16}$/.test(spanId)) return undefined;
  const [start, end] = [nanos(span['startTimeUnixNano']), nanos(span['endTimeUnixNano'])];
  const kind = typeof span['kind'] === 'number' ? KINDS[span['kind']] : undefined;
  return {
    traceId,
    spanId,
    parentSpanId: text(span['parentSpanId']),
    service,
    name: text(span['name']),
    kind: kind ?? 'INTERNAL',
    start: new Date(Number(start / 1_000_000n)),
    durationMicros: end > start ? (end - start) / 1_000n : 0n,
    failed: isJson(span['status']) && span['status']['code'] === ERROR,
    attributes: attributesOf(span['attributes']),
    links: list(span['links']).map((link) => ({ traceId: text(link['traceId']), spanId: text(link['spanId']) })),
  };
}

function attributesOf(value: unknown): Record<string, string> {
  return Object.fromEntries(list(value).map((attribute) => [text(attribute['key']), scalar(attribute['value'])]));
}

function scalar(value: unknown): string {
  if (!isJson(value)) return '';
  const found = value['stringValue'] ?? value['intValue'] ?? value['doubleValue'] ?? value['boolValue'];
  return storable(found === undefined ? JSON.stringify(value) : String(found), 2_000);
}
