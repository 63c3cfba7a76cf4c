/** Runs work inside a span that ends with it and tells whether it failed. */
import { context as contexts, SpanStatusCode, trace, type Attributes, type Context, type Link, type SpanKind, type Tracer } from '@opentelemetry/api';

export interface SpanOptions {
  readonly kind?: SpanKind;
  readonly attributes?: Attributes;
  readonly links?: Link[];
  /** Context whose span is the parent; the active one by default. */
  readonly parent?: Context;
}

/** Runs `work` with the new span active. Errors mark the span by their name, never by their text, and pass through. */
export async function inSpan<T>(tracer: Tracer, name: string, options: SpanOptions, work: (within: Context) => Promise<T>): Promise<T> {
  const { parent = contexts.active(), ...spanOptions } = options;
  const span = tracer.startSpan(name, spanOptions, parent);
  const within = trace.setSpan(parent, span);
  try {
    return await contexts.with(within, () => work(within));
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
    throw error;
  } finally {
    span.end();
  }
}
