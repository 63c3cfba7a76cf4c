/** Metrics that are read, not sent: a scrape collects them in Prometheus' text format. */
import type { Meter } from '@opentelemetry/api';
import { PrometheusExporter, PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import type { Resource } from '@opentelemetry/resources';
import { MeterProvider } from '@opentelemetry/sdk-metrics';

export interface Metrics {
  readonly meter: Meter;
  text(): Promise<string>;
  shutdown(): Promise<void>;
}

/** Upper bounds of latency histograms, in seconds. */
export const LATENCY_BUCKETS: readonly number[] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A meter whose values `text` reads. */
export function createMetrics(resource: Resource): Metrics {
  // The exporter's own HTTP server stays off: the admin port answers /metrics.
  const reader = new PrometheusExporter({ preventServerStart: true });
  const provider = new MeterProvider({ resource, readers: [reader] });
  const serializer = new PrometheusSerializer();
  return {
    meter: provider.getMeter('berth'),
    async text() {
      const { resourceMetrics, errors } = await reader.collect();
      if (errors.length > 0) throw new AggregateError(errors, 'metrics could not be collected');
      return serializer.serialize(resourceMetrics);
    },
    shutdown: () => provider.shutdown(),
  };
}
