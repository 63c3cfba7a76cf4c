/** The spans of a trace as the tree that they form; a span whose parent has not arrived stands at the top. */
import type { TraceSpan } from '@berth/sdk/browser';
import { timestampMs } from '@bufbuild/protobuf/wkt';

export interface SpanNode {
  readonly span: TraceSpan;
  readonly startMs: number;
  readonly endMs: number;
  readonly children: readonly SpanNode[];
  /** Spans below, at any depth. */
  readonly descendants: number;
}

/** Children by their start, at every level. */
export function spanTree(spans: readonly TraceSpan[]): SpanNode[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const byParent = Map.groupBy(spans, ({ spanId, parentSpanId }) => (ids.has(parentSpanId) && parentSpanId !== spanId ? parentSpanId : ''));
  const build = (parent: string): SpanNode[] =>
    (byParent.get(parent) ?? [])
      .map((span) => toNode(span, build(span.spanId)))
      .sort((a, b) => a.startMs - b.startMs || b.endMs - a.endMs);
  return build('');
}

function toNode(span: TraceSpan, children: readonly SpanNode[]): SpanNode {
  const startMs = span.startTime ? timestampMs(span.startTime) : 0;
  const descendants = children.reduce((sum, child) => sum + 1 + child.descendants, 0);
  return { span, startMs, endMs: startMs + Number(span.durationMicros) / 1000, children, descendants };
}

/** The tree without the spans that `hides`; what stands below them moves up. */
export function without(nodes: readonly SpanNode[], hides: (span: TraceSpan) => boolean): SpanNode[] {
  return nodes.flatMap((node) => {
    const children = without(node.children, hides);
    return hides(node.span) ? children : [toNode(node.span, children)];
  });
}

/** A call to the database: most of the spans, and seldom what one looks for. */
export const isQuery = ({ attributes }: TraceSpan): boolean => 'db.system.name' in attributes;

/** A name without the package of an RPC, which only repeats the service's. */
export const shortName = ({ name }: TraceSpan): string => name.replace(/^berth\.\w+\.v\d+\./, '');

/** When anything began or ended. */
export const instantsOf = (nodes: readonly SpanNode[]): number[] => nodes.flatMap((node) => [node.startMs, node.endMs, ...instantsOf(node.children)]);

/** Services in the order in which they first appear. */
export const servicesOf = (spans: readonly TraceSpan[]): string[] => [...new Set(spans.map(({ service }) => service))];
