/** Rows turned into one array a column, as `unnest` takes them. */
export const toColumns = (rows: readonly (readonly unknown[])[]): unknown[][] => (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]));
