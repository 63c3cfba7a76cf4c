/** What was told to outside systems. */
import { Migration } from '@mikro-orm/migrations';

export class Integration0001 extends Migration {
  override name = '0001-integration';

  override up(): void {
    this.addSql(`create table tracked_event (
      tenant_id uuid not null,
      id uuid not null,
      version bigint not null,
      event_id text not null,
      event_name text not null,
      booking_id uuid not null,
      state text not null,
      value_minor bigint not null,
      currency text not null,
      request_json text not null,
      provider_request_id text not null,
      send_time timestamptz,
      error text not null,
      created_time timestamptz not null,
      updated_time timestamptz not null,
      metadata jsonb not null default '{}',
      primary key (tenant_id, id)
    )`);
    this.addSql('create index tracked_event_booking on tracked_event (tenant_id, booking_id)');
  }

  override down(): void {
    this.addSql('drop table tracked_event');
  }
}
