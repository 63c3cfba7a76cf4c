/** Keeps received spans for a week. A span that is sent twice is kept once. */
import type { Query } from '../../runtime/db/query.ts';
import type { ReceivedSpan } from './otlp.ts';

export async function saveSpans(query: Query, spans: readonly ReceivedSpan[]): Promise<void> {
  if (spans.length === 0) return;
  await query.run(
    `insert into span (trace_id, span_id, parent_span_id, service, name, kind, start_time, duration_micros, failed, attributes, links)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::bigint[], $9::boolean[],
       $10::jsonb[], $11::jsonb[])
     on conflict do nothing`,
    [
      spans.map((s) => s.traceId), spans.map((s) => s.spanId), spans.map((s) => s.parentSpanId), spans.map((s) => s.service),
      spans.map((s) => s.name), spans.map((s) => s.kind), spans.map((s) => s.start), spans.map((s) => s.durationMicros),
      spans.map((s) => s.failed), spans.map((s) => JSON.stringify(s.attributes)), spans.map((s) => JSON.stringify(s.links)),
    ],
  );
}

const AT_ONCE = 20_000;

/** Drops what was received more than a week ago: all of it, in statements short enough for their timeout. */
export async function forgetOldSpans(query: Query): Promise<void> {
  let dropped: number;
  do {
    const [row] = await query.run<{ dropped: number }>(
      `with gone as (
         delete from span where ctid = any(array(
           select ctid from span where received_time < now() - interval '7 days' order by received_time limit ${AT_ONCE}
         )) returning 1
       ) select count(*)::int as dropped from gone`,
    );
    dropped = row?.dropped ?? 0;
  } while (dropped === AT_ONCE);
}
