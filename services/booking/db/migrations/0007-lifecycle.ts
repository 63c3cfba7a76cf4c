/** What a booking's life after the hold needs: its policy with tiers, longer holds, refunds, attendees, check-in, and a history of every change. */
import { Migration } from '@mikro-orm/migrations';

const CHANGES = [
  `alter table booking
    add column hold_minutes int not null default 15,
    add column hold_extensions int not null default 0,
    add column policy jsonb not null default '{"tiers":[]}',
    add column refund_minor bigint,
    add column attendees jsonb not null default '[]',
    add column checked_in timestamptz`,
  // Bookings that are there already: everything back until the instant that they were sold with.
  `update booking set
    hold_minutes = greatest(1, round(extract(epoch from hold_expires - created_time) / 60)),
    policy = jsonb_build_object('tiers', jsonb_build_array(jsonb_build_object('hoursBefore', round(extract(epoch from starts - free_until) / 3600), 'percent', 100)))`,
  // Statistics look at a span, however many bookings there were before it.
  'create index booking_dates on booking (tenant_id, starts)',
  `alter table booking_history add column change text not null default 'state', add column detail text not null default ''`,
] as const;

export class Booking0007 extends Migration {
  override name = '0007-lifecycle';

  override up(): void {
    for (const sql of CHANGES) this.addSql(sql);
  }

  override down(): void {
    this.addSql('drop index booking_dates');
    this.addSql('alter table booking_history drop column change, drop column detail');
    this.addSql(
      'alter table booking drop column hold_minutes, drop column hold_extensions, drop column policy, drop column refund_minor, drop column attendees, drop column checked_in',
    );
  }
}
