/** How Postgres values arrive in Berth: no precision is lost and nothing depends on the machine's zone. */
import pg from 'pg';

const INT8 = 20;
const NUMERIC_TEXT = (text: string): unknown => text;

const parsers = new Map<number, (text: string) => unknown>([
  [INT8, (text) => BigInt(text)],
  [1700, NUMERIC_TEXT],
  [1082, NUMERIC_TEXT],
]);

/** Type parsers for hand-written SQL: `bigint` as `bigint`, `numeric` and `date` as text, the rest as node-postgres does. */
export const hotTypes = {
  getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
    const own = format === 'binary' ? undefined : parsers.get(oid);
    return own ?? pg.types.getTypeParser(oid, format);
  },
};
