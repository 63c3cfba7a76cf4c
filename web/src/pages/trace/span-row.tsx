/** One span and those below it: a bar where it happened, its details on demand. */
import { memo, useId, useState } from 'react';
import { Icon } from '../../components/icon.tsx';
import { microsText } from '../../format/duration.ts';
import { t } from '../../strings.ts';
import type { Axis } from './axis.ts';
import { Bar } from './bar.tsx';
import { serviceColor } from './service-colors.ts';
import { SpanDetails } from './span-details.tsx';
import { shortName, type SpanNode } from './span-tree.ts';

interface SpanRowsProps {
  readonly nodes: readonly SpanNode[];
  readonly depth: number;
  readonly axis: Axis;
  readonly firstMs: number;
}

export const SpanRows = ({ nodes, ...rest }: SpanRowsProps) => (
  <ul>
    {nodes.map((node) => (
      <SpanRow key={node.span.spanId} node={node} {...rest} />
    ))}
  </ul>
);

type SpanRowProps = Omit<SpanRowsProps, 'nodes'> & { readonly node: SpanNode };

const SpanRow = memo(function SpanRow({ node, depth, axis, firstMs }: SpanRowProps) {
  const [open, setOpen] = useState(false);
  const [collapsed, setCollapsed] = useState(false);
  const id = useId();
  const below = node.children.length > 0;
  return (
    <li>
      <div className="relative border-b border-line">
        <RowButton node={node} depth={depth} axis={axis} firstMs={firstMs} open={open} controls={id} onClick={() => setOpen(!open)} />
        {below && <FoldButton node={node} depth={depth} collapsed={collapsed} onClick={() => setCollapsed(!collapsed)} />}
      </div>
      {open && <SpanDetails id={id} node={node} />}
      {below && !collapsed && <SpanRows nodes={node.children} depth={depth + 1} axis={axis} firstMs={firstMs} />}
    </li>
  );
});

/** Deeper than this, rows are not indented further: a phone has no room for it. */
const DEEPEST = 14;

const indent = (depth: number, more: string): string => `calc(${Math.min(depth, DEEPEST)} * clamp(0.3rem, 0.9vw, 0.75rem) + ${more})`;

type RowButtonProps = SpanRowProps & { readonly open: boolean; readonly controls: string; readonly onClick: () => void };

function RowButton({ node, depth, axis, firstMs, open, controls, onClick }: RowButtonProps) {
  const { span } = node;
  const [offset, took] = [microsText((node.startMs - firstMs) * 1000), microsText(Number(span.durationMicros))];
  return (
    <button
      type="button"
      aria-expanded={open}
      aria-controls={open ? controls : undefined}
      onClick={onClick}
      className="grid min-h-9 w-full items-center gap-x-2 py-1 text-left text-sm outline-offset-[-3px] hover:bg-raised md:grid-cols-[40%_1fr]"
    >
      <span className="flex min-w-0 items-center gap-2 pr-3 md:pr-0" style={{ paddingLeft: indent(depth, '2.25rem') }}>
        <span className="size-2.5 shrink-0 rounded-sm" style={{ background: serviceColor(span.service) }} />
        <span className="sr-only">{`${span.service}: `}</span>
        <span className={`min-w-0 truncate ${span.failed ? 'font-medium text-bad' : ''}`}>{shortName(span)}</span>
        {span.failed && <Icon name="alert" className="size-4 text-bad" />}
        <span className="sr-only">{t.trace.spoken(offset, span.failed)}</span>
        <span className="ml-auto shrink-0 pl-2 text-xs text-quiet tabular-nums">{took}</span>
      </span>
      <Bar node={node} axis={axis} />
    </button>
  );
}

interface FoldButtonProps {
  readonly node: SpanNode;
  readonly depth: number;
  readonly collapsed: boolean;
  readonly onClick: () => void;
}

const FoldButton = ({ node: { span, descendants }, depth, collapsed, onClick }: FoldButtonProps) => (
  <button
    type="button"
    aria-expanded={!collapsed}
    aria-label={collapsed ? t.trace.expand(descendants, shortName(span)) : t.trace.collapse(shortName(span))}
    onClick={onClick}
    className="absolute top-1.5 grid size-6 place-items-center rounded text-quiet hover:bg-line hover:text-ink"
    style={{ left: indent(depth, '0.5rem') }}
  >
    <Icon name="chevron" className={`size-3.5 transition-transform ${collapsed ? '' : 'rotate-90'}`} />
  </button>
);
