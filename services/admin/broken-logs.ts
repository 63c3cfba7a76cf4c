/** Audit logs that this process has found broken, as a metric: 0 is the only good value. */
import type { Meter } from '@opentelemetry/api';

export interface BrokenLogs {
  /** A log was found broken; it counts once. */
  add(tenantId: string): void;
}

export function createBrokenLogs(meter: Meter): BrokenLogs {
  const broken = new Set<string>();
  meter
    .createObservableGauge('berth.audit.broken_logs', { unit: '{log}', description: 'Audit logs found not to be as they were written, since the start.' })
    .addCallback((result) => result.observe(broken.size));
  return { add: (tenantId) => void broken.add(tenantId) };
}
