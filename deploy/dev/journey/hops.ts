/** The one trace of a booking, read back and told hop by hop. */
import { type Berth, berthError, type TraceSpan } from '@berth/sdk';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { MissingStep } from './missing-step.ts';

const ARRIVAL_MS = 15_000;
const POLL_MS = 250;

/** The spans once each of the `events` has been published in the trace: spans leave a service within a second of what they tell. */
export async function collectHops(berth: Berth, traceId: string, events: readonly string[]): Promise<TraceSpan[]> {
  const end = Date.now() + ARRIVAL_MS;
  for (;;) {
    const spans = await spansSoFar(berth, traceId);
    const missing = events.filter((event) => !spans.some(({ name }) => name === `publish ${event}`));
    if (missing.length === 0) return spans;
    if (Date.now() > end) throw new MissingStep(`span of ${missing.join(', ')}`, `Trace ${traceId} has ${spans.length} spans, of ${servicesIn(spans)}.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** A trace does not exist before its first span has arrived. */
async function spansSoFar(berth: Berth, traceId: string): Promise<TraceSpan[]> {
  try {
    return (await berth.traces.getTrace({ traceId })).spans;
  } catch (thrown) {
    if (berthError(thrown).code === 'NOT_FOUND') return [];
    throw thrown;
  }
}

const servicesIn = (spans: readonly TraceSpan[]): string => [...new Set(spans.map(({ service }) => service))].join(', ') || 'nobody';

/** One line a hop between services: database spans and the inner life of a service are left to the page. */
export function tellHops(spans: readonly TraceSpan[]): string[] {
  const begun = Math.min(...spans.map(startOf));
  const hops = spans.filter(({ kind, attributes }) => kind !== 'INTERNAL' && attributes['db.system.name'] === undefined && attributes['db.system'] === undefined);
  const width = Math.max(...hops.map(({ service }) => service.length));
  return hops.map((span) => {
    const after = `+${(startOf(span) - begun).toFixed(0)} ms`.padStart(10);
    const took = `${(Number(span.durationMicros) / 1000).toFixed(1)} ms`.padStart(10);
    return `${after} ${took}  ${span.service.padEnd(width)}  ${span.kind.toLowerCase().padEnd(8)}  ${span.name}${span.failed ? '  (failed)' : ''}`;
  });
}

const startOf = ({ startTime }: TraceSpan): number => (startTime ? timestampMs(startTime) : 0);
