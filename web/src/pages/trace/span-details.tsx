/** Everything that is known of one span. */
import { Facts } from '../../components/facts.tsx';
import { microsText } from '../../format/duration.ts';
import { instantWithSeconds } from '../../format/when.ts';
import { t } from '../../strings.ts';
import type { SpanNode } from './span-tree.ts';

export function SpanDetails({ id, node: { span, startMs } }: { readonly id: string; readonly node: SpanNode }) {
  const attributes = Object.entries(span.attributes).sort(([a], [b]) => a.localeCompare(b));
  return (
    <div id={id} className="grid gap-4 border-b border-line bg-canvas p-4 text-sm">
      <p className="font-medium">
        {span.service} · {span.name}
      </p>
      <Facts
        facts={[
          [t.trace.details.kind, span.kind.toLowerCase()],
          [t.trace.details.started, instantWithSeconds(new Date(startMs))],
          [t.trace.details.took, microsText(Number(span.durationMicros))],
          [t.trace.details.span, <code>{span.spanId}</code>],
          [t.trace.details.links, span.links.map(({ traceId }) => traceId).join(', ')],
        ]}
      />
      {attributes.length === 0 ? (
        <p className="text-quiet">{t.trace.noAttributes}</p>
      ) : (
        <Facts facts={attributes.map(([name, value]) => [name, <code className="whitespace-pre-wrap break-words">{value}</code>] as const)} />
      )}
    </div>
  );
}
