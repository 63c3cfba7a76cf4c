/** Runs prepared statements on one Postgres client, each as a span of the trace that is active. */
import { createHash } from 'node:crypto';
import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { ClientBase } from 'pg';
import { DB } from '../telemetry/attributes.ts';
import { arrayLiteral } from './array-literal.ts';
import type { Query } from './query.ts';
import { hotTypes } from './types.ts';

const names = new Map<string, string>();

/** Statement name by text: the same text is parsed and planned once a connection. */
function nameOf(sql: string): string {
  let name = names.get(sql);
  if (name === undefined) {
    name = createHash('sha256').update(sql).digest('base64url').slice(0, 24);
    names.set(sql, name);
  }
  return name;
}

/** The first words of a statement: enough to recognise it in a trace, never its values. */
const summaryOf = (sql: string): string => sql.trim().replace(/\s+/g, ' ').slice(0, 80);

const toParameter = (value: unknown): unknown => (Array.isArray(value) ? arrayLiteral(value) : value);

/** SQL on `client`. Errors are those of node-postgres, with their SQLSTATE in `code`. */
export function queryOn(client: ClientBase, tracer: Tracer): Query {
  return {
    pipelined: 'pipeline' in client && client.pipeline === true,
    async run<R extends object>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
      const span = tracer.startSpan(`sql ${summaryOf(sql)}`, {
        kind: SpanKind.CLIENT,
        attributes: { [DB.system]: 'postgresql', [DB.query]: sql },
      });
      try {
        const result = await client.query<R>({ name: nameOf(sql), text: sql, values: params.map(toParameter), types: hotTypes });
        span.setAttribute(DB.rows, result.rows.length);
        return result.rows;
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR, message: sqlState(error) ?? 'connection' });
        throw error;
      } finally {
        span.end();
      }
    },
  };
}

/** SQLSTATE of an error from Postgres, such as `23505`; `undefined` for anything else. */
export function sqlState(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}
