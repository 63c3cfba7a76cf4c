/** JSON logs, one object a line, each with the trace it belongs to; secrets are cut out by name, and those of the settings by value. */
import { context, trace } from '@opentelemetry/api';
import { type DestinationStream, type Logger, pino } from 'pino';
import { withoutSecrets } from './secrets/withheld.ts';

export type { Logger };

/** From chatty to silent. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  readonly service: string;
  readonly level?: LogLevel;
  /** Standard output by default. */
  readonly destination?: DestinationStream;
}

const SECRET_NAMES = ['authorization', 'password', 'secret', 'token', 'accessToken', 'refreshToken', 'clientSecret', 'cookie'];

function traceOfContext(): object {
  const span = trace.getSpanContext(context.active());
  return span ? { trace_id: span.traceId, span_id: span.spanId } : {};
}

/** A service's logger. */
export function createLogger({ service, level = 'info', destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { service },
    messageKey: 'message',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]), censor: '[redacted]' },
    mixin: traceOfContext,
    hooks: { streamWrite: withoutSecrets },
  };
  // Written at once: what pino still keeps when the process ends it would try to write for ever if nobody reads standard output any more.
  return pino(options, destination ?? pino.destination({ dest: 1, sync: true }));
}
