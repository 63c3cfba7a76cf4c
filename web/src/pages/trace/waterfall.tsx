/** Spans as bars on one time axis, nested as they caused each other; waiting is drawn short, and said so. */
import type { TraceSpan } from '@berth/sdk/browser';
import { useMemo, useState } from 'react';
import { t } from '../../strings.ts';
import { axisOf } from './axis.ts';
import { AxisHeader } from './axis-header.tsx';
import { serviceColor } from './service-colors.ts';
import { SpanRows } from './span-row.tsx';
import { instantsOf, isQuery, servicesOf, spanTree, without } from './span-tree.ts';
import { TraceFigures } from './trace-figures.tsx';

interface WaterfallProps {
  readonly traceId: string;
  readonly spans: readonly TraceSpan[];
  readonly live: boolean;
  readonly onLive: (live: boolean) => void;
}

export function Waterfall({ traceId, spans, live, onLive }: WaterfallProps) {
  const [queries, setQueries] = useState(false);
  const tree = useMemo(() => spanTree(spans), [spans]);
  const calls = useMemo(() => without(tree, isQuery), [tree]);
  // Queries do not stretch the axis: a stream that looks at the database while the customer waits is still waiting.
  const axis = useMemo(() => axisOf(instantsOf(calls)), [calls]);
  const first = tree[0]?.startMs ?? 0;
  return (
    <>
      <TraceFigures traceId={traceId} spans={spans} totalMs={axis.totalMs} />
      <div className="flex flex-wrap items-center gap-x-6 gap-y-2">
        <Toggle label={t.trace.live} checked={live} onChange={onLive} />
        <Toggle label={t.trace.queries(spans.filter(isQuery).length)} checked={queries} onChange={setQueries} />
      </div>
      <Legend services={servicesOf(spans)} />
      <section aria-label={t.trace.title} className="card overflow-hidden">
        <AxisHeader axis={axis} />
        <SpanRows nodes={queries ? tree : calls} depth={0} axis={axis} firstMs={Math.min(first, ...tree.map(({ startMs }) => startMs))} />
      </section>
      {axis.folds.length > 0 && <p className="text-sm text-quiet">{t.trace.waiting}</p>}
    </>
  );
}

interface ToggleProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

const Toggle = ({ label, checked, onChange }: ToggleProps) => (
  <label className="flex min-h-9 cursor-pointer items-center gap-2.5">
    <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} className="size-5 accent-accent" />
    {label}
  </label>
);

const Legend = ({ services }: { readonly services: readonly string[] }) => (
  <ul className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
    {services.map((service) => (
      <li key={service} className="flex items-center gap-2">
        <span aria-hidden className="size-3 rounded-sm" style={{ background: serviceColor(service) }} />
        {service}
      </li>
    ))}
  </ul>
);
