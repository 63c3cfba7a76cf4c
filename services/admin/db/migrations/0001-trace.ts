/** Spans as they were received. A trace may cross tenants' borders only on the platform's side, so who may see one is decided at reading. */
import { Migration } from '@mikro-orm/migrations';

export class Admin0001 extends Migration {
  override name = '0001-trace';

  override up(): void {
    this.addSql(`create table span (
      trace_id text not null,
      span_id text not null,
      parent_span_id text not null,
      service text not null,
      name text not null,
      kind text not null,
      start_time timestamptz not null,
      duration_micros bigint not null,
      failed boolean not null,
      attributes jsonb not null,
      links jsonb not null,
      received_time timestamptz not null default now(),
      primary key (trace_id, span_id)
    )`);
    this.addSql('create index span_received on span (received_time)');
  }

  override down(): void {
    this.addSql('drop table span');
  }
}
