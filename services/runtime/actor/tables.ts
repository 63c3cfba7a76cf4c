/** The tables of a batch as ports: only rows cross them, so that the same production code runs on Postgres and in memory. */
import { postgresAnchors, type AnchorTable } from './anchors.ts';
import { postgresBatch, type BatchTransaction } from './batch.ts';
import { postgresRecords, type RecordTable } from './records.ts';
import { postgresRequestLog, type RequestLogTable } from './request-log.ts';

/** What a mailbox needs besides `Database` and stores. The transaction is always the `Query` that `Database.write` gave. */
export interface ActorTables {
  readonly batch: BatchTransaction;
  readonly anchors: AnchorTable;
  readonly requestLog: RequestLogTable;
  readonly records: RecordTable;
}

/** The tables in Postgres. */
export const postgresActorTables: ActorTables = {
  batch: postgresBatch,
  anchors: postgresAnchors,
  requestLog: postgresRequestLog,
  records: postgresRecords,
};
