/** The one way to run SQL by hand: parameters always apart from the text. */

/** A connection or transaction to run SQL on. Rows come back as plain objects keyed by column name. */
export interface Query {
  /**
   * Runs one statement. Same text, same plan: statements are prepared per connection.
   * `bigint` columns arrive as `bigint`, `timestamptz` as `Date`, `uuid` as string, `bytea` as `Uint8Array`, `jsonb` parsed.
   */
  run<R extends object = Record<string, unknown>>(sql: string, params?: readonly unknown[]): Promise<R[]>;
  /** True where statements that do not wait for each other's answers are sent at once, in the order of the calls. See `together.ts`. */
  readonly pipelined?: boolean;
}
