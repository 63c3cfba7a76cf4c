/** Spans of turns and batches: a turn belongs to its caller's trace, a shared batch is a trace of its own, linked both ways. */
import { ROOT_CONTEXT, SpanStatusCode, trace, type Context, type Span, type Tracer } from '@opentelemetry/api';
import { Failure } from '../errors.ts';
import { BERTH } from '../telemetry/attributes.ts';
import type { TurnOutcome } from '../telemetry/figures.ts';
import type { Answer, Pending, Submission } from './submission.ts';

/** Starts the span of a turn in the submission's trace; it covers waiting and running. */
export function turnSpan(tracer: Tracer, { actor, caller, keys, method, context, links }: Submission): Span {
  const [key] = keys;
  const attributes = {
    [BERTH.actor]: actor.name,
    [BERTH.tenant]: caller.tenantId,
    [BERTH.subject]: caller.subject,
    ...(key && { [BERTH.key]: `${key.type}/${key.id}` }),
  };
  return tracer.startSpan(`turn ${method.split('/').at(-1) ?? method}`, { attributes, ...(links && { links }) }, context);
}

/** Ends a turn's span with how it went: a rule's refusal is a result, not an error. */
export function endTurnSpan(span: Span, outcome: Answer | Failure): void {
  if (outcome instanceof Failure) {
    span.setAttribute(BERTH.reason, outcome.reason);
    if (outcome.code === 'INTERNAL' || outcome.code === 'UNAVAILABLE') {
      span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.reason });
    }
  } else {
    span.setAttribute(BERTH.replayed, outcome.replayed);
  }
  span.end();
}

/** How a turn went, for the metrics. */
export function outcomeOf(outcome: Answer | Failure): TurnOutcome {
  if (!(outcome instanceof Failure)) return outcome.replayed ? 'replayed' : 'committed';
  if (outcome.code === 'INTERNAL') return 'failed';
  if (outcome.code === 'UNAVAILABLE') return 'unavailable';
  if (outcome.code === 'RESOURCE_EXHAUSTED') return 'overloaded';
  return outcome.code === 'CANCELLED' || outcome.code === 'DEADLINE_EXCEEDED' ? 'dropped' : 'rejected';
}

/** The span of a batch and the context to run it in. A batch of one is part of its turn's trace. */
export function batchSpan(tracer: Tracer, service: string, batch: readonly Pending[]): { span: Span; within: Context } {
  const [first] = batch;
  const alone = batch.length === 1 ? first : undefined;
  const parent = alone ? trace.setSpan(alone.submission.context, alone.span) : ROOT_CONTEXT;
  const links = alone ? [] : batch.map(({ span }) => ({ context: span.spanContext() }));
  const span = tracer.startSpan(`batch ${service}`, { links, attributes: { [BERTH.batchSize]: batch.length } }, parent);
  if (!alone) for (const pending of batch) pending.span.addLink({ context: span.spanContext() });
  return { span, within: trace.setSpan(parent, span) };
}
