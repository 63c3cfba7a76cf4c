/** Where a span lies on the axis; hatched where the axis leaves waiting out. */
import { microsText } from '../../format/duration.ts';
import { t } from '../../strings.ts';
import type { Axis } from './axis.ts';
import { serviceColor } from './service-colors.ts';
import type { SpanNode } from './span-tree.ts';

const percent = (share: number): string => `${share * 100}%`;

export function Bar({ node: { span, startMs, endMs }, axis }: { readonly node: SpanNode; readonly axis: Axis }) {
  const [from, to] = [axis.at(startMs), axis.at(endMs)];
  const color = span.failed ? 'var(--color-bad)' : serviceColor(span.service);
  return (
    <span className="relative mx-3 block h-3 md:ml-0">
      {axis.folds.map((fold) => (
        <span
          key={fold.from}
          title={t.trace.folded(microsText(fold.ms * 1000))}
          className="absolute inset-y-0 bg-[repeating-linear-gradient(135deg,var(--color-line)_0_2px,transparent_2px_6px)]"
          style={{ left: percent(fold.from), width: percent(fold.to - fold.from) }}
        />
      ))}
      <span className="absolute inset-y-0 min-w-0.5 rounded-sm" style={{ left: `min(${percent(from)}, 100% - 2px)`, width: percent(to - from), background: color }} />
    </span>
  );
}
