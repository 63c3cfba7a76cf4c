/** A trace in a few numbers. */
import type { TraceSpan } from '@berth/sdk/browser';
import { microsText } from '../../format/duration.ts';
import { t } from '../../strings.ts';
import { servicesOf } from './span-tree.ts';

interface TraceFiguresProps {
  readonly traceId: string;
  readonly spans: readonly TraceSpan[];
  readonly totalMs: number;
}

export function TraceFigures({ traceId, spans, totalMs }: TraceFiguresProps) {
  const failures = spans.filter(({ failed }) => failed).length;
  return (
    <ul className="flex flex-wrap items-baseline gap-x-6 gap-y-1">
      <li className="font-semibold tabular-nums">{t.trace.spans(spans.length)}</li>
      <li className="tabular-nums">{t.trace.services(servicesOf(spans).length)}</li>
      <li className="tabular-nums">
        {microsText(totalMs * 1000)} {t.trace.total}
      </li>
      {failures > 0 && <li className="font-semibold text-bad tabular-nums">{t.trace.failures(failures)}</li>}
      <li className="min-w-0 text-sm text-quiet">
        {t.trace.id} <code className="break-all">{traceId}</code>
      </li>
    </ul>
  );
}
