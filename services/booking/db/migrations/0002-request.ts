/** A booking keeps the request that made it: a repeat is answered with it for life, also when the request log has forgotten. */
import { Migration } from '@mikro-orm/migrations';

const CHANGES = [
  'alter table booking add column request_principal text, add column request_id text, add column request_hash bytea',
  'create unique index booking_of_request on booking (tenant_id, request_principal, request_id)',
] as const;

export class Booking0002 extends Migration {
  override name = '0002-request';

  override up(): void {
    for (const sql of CHANGES) this.addSql(sql);
  }

  override down(): void {
    this.addSql('alter table booking drop column request_principal, drop column request_id, drop column request_hash');
  }
}
