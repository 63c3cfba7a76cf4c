/** Guests whose bookings somebody claimed: what comes late about them is the claimer's. */
import { Migration } from '@mikro-orm/migrations';

export class Runtime0004 extends Migration {
  override name = '0004-claimed-guest';

  override up(): void {
    this.addSql(`create table claimed_guest (
      tenant_id uuid not null,
      id uuid not null,
      user_id uuid not null,
      claimed_time timestamptz not null,
      primary key (tenant_id, id)
    )`);
  }

  override down(): void {
    this.addSql('drop table claimed_guest');
  }
}
