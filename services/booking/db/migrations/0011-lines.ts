/** What an offering can be had with, and the lines that a booking consists of. */
import { Migration } from '@mikro-orm/migrations';

const CHANGES = [
  // Unknown of copies that are there already: reads ask the catalogue until it tells of the offering again.
  'alter table offering add column variants jsonb, add column add_ons jsonb',
  `alter table booking add column lines jsonb not null default '[]'`,
  // One line each; where the total is not the price of the places, as after a move at the desk, for the sum.
  `update booking set lines = jsonb_build_array(jsonb_build_object(
     'kind', 'offering', 'id', offering_id, 'title', coalesce(offering ->> 'title', ''), 'extraMinutes', 0,
     'unitMinor', case when (offering ->> 'unitMinor')::bigint * party_size = total_minor then offering ->> 'unitMinor' else total_minor::text end,
     'quantity', case when (offering ->> 'unitMinor')::bigint * party_size = total_minor then party_size else 1 end))`,
  'alter table booking alter column lines drop default',
] as const;

export class Booking0011 extends Migration {
  override name = '0011-lines';

  override up(): void {
    for (const sql of CHANGES) this.addSql(sql);
  }

  override down(): void {
    this.addSql('alter table booking drop column lines');
    this.addSql('alter table offering drop column variants, drop column add_ons');
  }
}
