/** What the memory server says when it refuses: the SQLSTATEs and connection errors that Postgres and its driver give in the same situation. */

/** An error with the `code` by which the runtime tells database errors apart. */
export class SqlError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'SqlError';
    this.code = code;
  }
}

export const lockTimeout = (): SqlError => new SqlError('55P03', 'canceling statement due to lock timeout');
export const statementTimeout = (): SqlError => new SqlError('57014', 'canceling statement due to statement timeout');
export const deadlock = (): SqlError => new SqlError('40P01', 'deadlock detected');
export const idleTooLong = (): SqlError => new SqlError('25P03', 'terminating connection due to idle-in-transaction timeout');
export const transactionFailed = (): SqlError => new SqlError('25P02', 'current transaction is aborted, commands ignored until end of transaction block');
export const readOnly = (): SqlError => new SqlError('25006', 'cannot write in a read-only transaction');
export const notVisible = (table: string): SqlError => new SqlError('42501', `new row violates row-level security policy for table "${table}"`);
export const duplicate = (table: string): SqlError => new SqlError('23505', `duplicate key value violates a unique constraint of "${table}"`);
export const connectionLost = (): SqlError => new SqlError('ECONNRESET', 'Connection terminated unexpectedly');
