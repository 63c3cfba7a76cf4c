/** Runs prepared statements on one Postgres client, each as a span of the trace that is active. */
import { createHash } from 'node:crypto';
import { SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { ClientBase } from 'pg';
import { DB } from '../telemetry/attributes.ts';
import { arrayParameter } from './array-parameter.ts';
import type { Query } from './query.ts';
import { hotTypes } from './types.ts';

interface Statement {
  /** The same text is parsed and planned once a connection. */
  readonly name: string;
  /** Its first words: enough to recognise it in a trace, never its values. */
  readonly summary: string;
}

const statements = new Map<string, Statement>();

function statementOf(sql: string): Statement {
  let statement = statements.get(sql);
  if (statement === undefined) {
    statement = { name: createHash('sha256').update(sql).digest('base64url').slice(0, 24), summary: sql.trim().replace(/\s+/g, ' ').slice(0, 80) };
    statements.set(sql, statement);
  }
  return statement;
}

const toParameter = (value: unknown): unknown => (Array.isArray(value) ? arrayParameter(value) : value);

/** SQL on `client`. Errors are those of node-postgres, with their SQLSTATE in `code`. */
export function queryOn(client: ClientBase, tracer: Tracer): Query {
  return {
    pipelined: 'pipeline' in client && client.pipeline === true,
    async run<R extends object>(sql: string, params: readonly unknown[] = []): Promise<R[]> {
      const { name, summary } = statementOf(sql);
      const span = tracer.startSpan(`sql ${summary}`, {
        kind: SpanKind.CLIENT,
        attributes: { [DB.system]: 'postgresql', [DB.query]: sql },
      });
      try {
        const result = await client.query<R>({ name, text: sql, values: params.map(toParameter), types: hotTypes });
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
