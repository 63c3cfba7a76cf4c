/**
 * In a process that is one service, OpenTelemetry's Node SDK is the process's own: spans of outgoing HTTP join that
 * service's traces. Where several services share a process it stays off, because it knows one service only.
 */
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { UndiciInstrumentation } from '@opentelemetry/instrumentation-undici';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { capped, tracesUrl } from './telemetry.ts';

/** Starts it for `serviceName`; without an endpoint there is nothing to start. Disposing it sends what is queued, within 2 s. */
export function startNodeSdk(serviceName: string, endpoint: string | undefined): AsyncDisposable {
  if (!endpoint) return { async [Symbol.asyncDispose]() {} };
  const sdk = new NodeSDK({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.namespace': 'berth' }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: tracesUrl(endpoint) }), scheduledDelayMillis: 500 })],
    // A call that belongs to no trace is an errand of the process, such as a health check.
    instrumentations: [new UndiciInstrumentation({ requireParentforSpans: true })],
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  return { [Symbol.asyncDispose]: () => capped(sdk.shutdown()) };
}
