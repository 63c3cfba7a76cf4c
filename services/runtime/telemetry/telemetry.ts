/** A service's own tracer and meter, never global, so that several services in one process keep their names apart. */
import { context, type Meter, propagation, type Tracer } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes, type Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { createMetrics } from './metrics.ts';

export interface TelemetryOptions {
  readonly serviceName: string;
  /** Base address of an OTLP/HTTP receiver, such as `http://127.0.0.1:4318`; without one spans are made but not sent. */
  readonly endpoint?: string | undefined;
  /** Tells replicas apart. */
  readonly instance?: string | undefined;
  /** Where spans go instead of the endpoint. */
  readonly exporter?: SpanExporter | undefined;
}

export interface Telemetry {
  readonly serviceName: string;
  readonly tracer: Tracer;
  readonly meter: Meter;
  /** All metrics in Prometheus' text format. */
  metrics(): Promise<string>;
  /** Sends what is queued; gives up after 2 s, never throws. */
  forceFlush(): Promise<void>;
  /** Sends what is queued and stops; gives up after 2 s, never throws. */
  shutdown(): Promise<void>;
}

const CAP_MS = 2_000;
let propagating = false;

/** The one thing that is global: how the active context follows `await`. */
function followContexts(): void {
  if (propagating) return;
  propagating = true;
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
}

/** Losing spans must neither fail nor hold up the service: a collector that is down costs at most the cap. */
export async function capped(work: Promise<void>): Promise<void> {
  const { promise: timeUp, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, CAP_MS);
  await Promise.race([work.catch(() => undefined), timeUp]);
  clearTimeout(timer);
}

function tracerProvider(options: TelemetryOptions, resource: Resource): TracerProvider {
  const { endpoint } = options;
  const exporter = options.exporter ?? (endpoint ? new OTLPTraceExporter({ url: tracesUrl(endpoint), timeoutMillis: CAP_MS }) : undefined);
  const spanProcessors = exporter
    ? [new BatchSpanProcessor({ exporter, scheduledDelayMillis: 500, maxQueueSize: 8_192, exportTimeoutMillis: CAP_MS })]
    : [];
  return new TracerProvider({ resource, spanProcessors });
}

/** Where an OTLP/HTTP receiver takes traces. */
export const tracesUrl = (endpoint: string): string => `${endpoint.replace(/\/+$/, '')}/v1/traces`;

/** Starts tracing and metering for one service. */
export function createTelemetry(options: TelemetryOptions): Telemetry {
  followContexts();
  const { serviceName, instance } = options;
  const resource = resourceFromAttributes({
    'service.name': serviceName,
    'service.namespace': 'berth',
    ...(instance !== undefined && { 'service.instance.id': instance }),
  });
  const provider = tracerProvider(options, resource);
  const metrics = createMetrics(resource);
  return {
    serviceName,
    tracer: provider.getTracer('berth'),
    meter: metrics.meter,
    metrics: () => metrics.text(),
    forceFlush: () => capped(provider.forceFlush()),
    shutdown: () => capped(Promise.all([provider.shutdown(), metrics.shutdown()]).then(() => undefined)),
  };
}
