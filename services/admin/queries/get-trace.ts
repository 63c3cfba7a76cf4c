/** The spans of one trace by start: customers see traces that they began, staff those of their business. */
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import type { GetTraceRequest } from '#proto/berth/admin/v1/admin_service_pb.ts';
import type { Caller, View } from '../../runtime/actor/types.ts';
import { notFound } from '../../runtime/errors.ts';
import { PLATFORM_TENANT } from '../../runtime/ids.ts';

interface SpanRow {
  span_id: string;
  parent_span_id: string;
  service: string;
  name: string;
  kind: string;
  start_time: Date;
  duration_micros: bigint;
  failed: boolean;
  attributes: Record<string, string>;
  links: { traceId: string; spanId: string }[];
}

const LONGEST = 2_000;

export async function getTrace(view: View, { traceId }: GetTraceRequest) {
  const rows = await view.db.run<SpanRow>(`select * from span where trace_id = $1 order by start_time, duration_micros desc limit ${LONGEST}`, [traceId]);
  if (!maySee(view.caller, rows)) throw notFound('trace', traceId);
  return {
    spans: rows.map((row) => ({
      spanId: row.span_id,
      parentSpanId: row.parent_span_id,
      service: row.service,
      name: row.name,
      kind: row.kind,
      startTime: timestampFromDate(row.start_time),
      durationMicros: row.duration_micros,
      failed: row.failed,
      attributes: row.attributes,
      links: row.links,
    })),
  };
}

const STAFF = ['provider', 'admin', 'operator'] as const;

/** Every span that names a business must name the caller's (the platform's own errands, such as looking it up, are no business), and a customer must be the one who began the trace. */
function maySee({ tenantId, subject, roles }: Caller, rows: readonly SpanRow[]): boolean {
  const tenants = new Set(rows.flatMap(({ attributes }) => attributes['berth.tenant'] ?? []));
  tenants.delete(PLATFORM_TENANT);
  if (tenants.size !== 1 || !tenants.has(tenantId)) return false;
  if (STAFF.some((role) => roles.includes(role))) return true;
  return rows.find(({ attributes }) => attributes['berth.subject'] !== undefined)?.attributes['berth.subject'] === subject;
}
