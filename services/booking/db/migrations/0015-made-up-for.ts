/** What came to be before it could be done right: waits that nothing ends when their session begins, and copies of offerings that do not know their variants and add-ons. */
import { Migration } from '@mikro-orm/migrations';

const TRACE = `'00-' || md5(random()::text) || '-' || left(md5(random()::text), 16) || '-00'`;

/** Safe to make again. */
export const MADE_UP_FOR = [
  // As `remindOfBegin` in `actors/waitlist-turn.ts` does for those who join now.
  `insert into effect (id, tenant_id, actor, key_type, key, name, kind, input, due_time, traceparent, created_time)
   select gen_random_uuid(), s.tenant_id, 'waitlist', 'waitlist', s.id, 'endWaits', 'reminder', '{}', s.starts, ${TRACE}, now()
   from session s
   where exists (select from waitlist_entry w where w.tenant_id = s.tenant_id and w.session_id = s.id and w.status = 'waiting' and w.window_to is null)
   on conflict (tenant_id, key_type, key, name) where kind = 'reminder' do nothing`,
  // Asks the catalogue once for each: `effects/read-offering.ts`.
  `insert into effect (id, tenant_id, actor, key_type, key, name, kind, input, due_time, traceparent, created_time)
   select gen_random_uuid(), o.tenant_id, 'offering-copy', 'offering', o.id, 'readOffering', 'effect', jsonb_build_object('offeringId', o.id, 'version', o.version::text), now(), ${TRACE}, now()
   from offering o where o.add_ons is null`,
] as const;

export class Booking0015 extends Migration {
  override name = '0015-made-up-for';

  override up(): void {
    for (const sql of MADE_UP_FOR) this.addSql(sql);
  }

  override down(): void {
    this.addSql(`delete from effect where name = 'readOffering'`);
  }
}
