/** A booking names everyone and everything whose time it takes, with the buffers; and how often an offering is booked is found by its dates. */
import { Migration } from '@mikro-orm/migrations';

const CHANGES = [
  `alter table booking add column takes jsonb not null default '[]'`,
  `update booking set takes = jsonb_build_array(jsonb_build_object('id', staff_id, 'kind', 'staff', 'name', staff_name, 'start', starts, 'end', ends))
   where staff_id is not null`,
  `create index booking_of_offering on booking (tenant_id, offering_id, starts) where status not in ('expired', 'cancelled')`,
] as const;

export class Booking0005 extends Migration {
  override name = '0005-takes';

  override up(): void {
    for (const sql of CHANGES) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop index booking_of_offering');
    this.addSql('alter table booking drop column takes');
  }
}
