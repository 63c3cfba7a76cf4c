/** Spans of browsers join the traces of the services: bounded in size, and never in the name of anything but the browser. */
import { type Exchange, type Handler, headerOf } from './exchange.ts';
import { readBody } from './body.ts';
import { json, problem, type Reply, send } from './reply.ts';

export interface BrowserTracesOptions {
  /** OTLP/HTTP receiver; without one the spans are dropped. */
  readonly endpoint: string | undefined;
  readonly maxBytes: number;
  readonly fetch?: typeof globalThis.fetch;
}

const RESOURCE = {
  attributes: [
    { key: 'service.name', value: { stringValue: 'browser' } },
    { key: 'service.namespace', value: { stringValue: 'berth' } },
  ],
};
const FORWARD_MS = 2_000;
/** Reports under way at once: a flood of spans must not take the gateway's sockets. */
const CONCURRENT = 16;

/** `POST /v1/traces` with OTLP JSON. Answers before the collector does: a page never waits for telemetry. */
export function browserTraces({ endpoint, maxBytes, fetch = globalThis.fetch }: BrowserTracesOptions): Handler {
  let underWay = 0;
  const forward = async (body: string): Promise<void> => {
    if (endpoint === undefined || underWay >= CONCURRENT) return;
    underWay++;
    try {
      const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
      await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal: AbortSignal.timeout(FORWARD_MS) });
    } catch {
      // A collector that is down loses spans, and nobody is told: telemetry has no effect on requests.
    } finally {
      underWay--;
    }
  };
  return async (exchange) => send(exchange, await accept(exchange, maxBytes, (body) => void forward(body)));
}

async function accept({ request, method }: Exchange, maxBytes: number, forward: (body: string) => void): Promise<Reply> {
  if (method !== 'POST') return problem(405, 'METHOD_NOT_ALLOWED', 'Spans are sent with POST.', { allow: 'POST' });
  if (!headerOf(request, 'content-type')?.startsWith('application/json')) return problem(415, 'NOT_JSON', 'Send OTLP JSON as application/json.');
  const body = await readBody(request, maxBytes);
  if (body === undefined) return problem(413, 'BODY_TOO_LARGE', `A report may have ${maxBytes} bytes. Send fewer spans at once.`);
  const spans = asBrowserSpans(body.toString('utf8'));
  if (spans === undefined) return problem(400, 'MALFORMED_SPANS', 'The body must be an OTLP ExportTraceServiceRequest: {"resourceSpans":[…]}.');
  forward(spans);
  return json(200, {});
}

/** The report with the browser as its only resource; `undefined` when it is no report. */
export function asBrowserSpans(text: string): string | undefined {
  const groups = arrayIn(parse(text), 'resourceSpans');
  const scopeSpans = groups?.map((group) => arrayIn(group, 'scopeSpans'));
  if (!scopeSpans || scopeSpans.includes(undefined)) return undefined;
  return JSON.stringify({ resourceSpans: scopeSpans.map((spans) => ({ resource: RESOURCE, scopeSpans: spans })) });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text, withoutReserved);
  } catch {
    return undefined;
  }
}

/** `berth.*` says whose a trace is: only services may, or a stranger who knows its id could claim or hide it. */
function withoutReserved(name: string, value: unknown): unknown {
  if (name !== 'attributes' || !Array.isArray(value)) return value;
  const entries: readonly unknown[] = value;
  return entries.filter((entry) => !(typeof entry === 'object' && entry !== null && String(Reflect.get(entry, 'key')).startsWith('berth.')));
}

function arrayIn(value: unknown, key: string): readonly unknown[] | undefined {
  const found: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
  return Array.isArray(found) ? found : undefined;
}
