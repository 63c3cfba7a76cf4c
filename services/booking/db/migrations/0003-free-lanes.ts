/** Free lanes stand on the session and a booking's own on the booking: a turn need not read the seats of a session, however many there are. */
import { Migration } from '@mikro-orm/migrations';

const CHANGES = [
  `alter table session add column free int4multirange not null default '{}'`,
  `update session s set free = int4multirange(int4range(0, s.capacity)) - coalesce(
     (select range_agg(int4range(lane, lane + 1)) from seat where seat.tenant_id = s.tenant_id and seat.session_id = s.id), '{}')`,
  `alter table booking add column lanes int4multirange`,
  `update booking b set lanes = t.lanes from (
     select tenant_id, booking_id, range_agg(int4range(lane, lane + 1)) as lanes from seat group by tenant_id, booking_id
   ) t where b.tenant_id = t.tenant_id and b.id = t.booking_id`,
] as const;

export class Booking0003 extends Migration {
  override name = '0003-free-lanes';

  override up(): void {
    for (const sql of CHANGES) this.addSql(sql);
  }

  override down(): void {
    this.addSql('alter table booking drop column lanes');
    this.addSql('alter table session drop column free');
  }
}
