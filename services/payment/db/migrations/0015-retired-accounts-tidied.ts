/** Accounts that were left before anything looked after them: their keys go, too, once nothing needs them. */
import { Migration } from '@mikro-orm/migrations';

/** As `change` in `actors/payment-account.actor.ts` does for those that are left now. Safe to make again. */
export const TIDY_RETIRED = `
  insert into effect (id, tenant_id, actor, key_type, key, name, kind, input, due_time, traceparent, created_time)
  select gen_random_uuid(), k.tenant_id, 'payment-account', k.type, k.key, 'tidyAccounts', 'reminder', '{}', now(),
    '00-' || md5(random()::text) || '-' || left(md5(random()::text), 16) || '-00', now()
  from actor_anchor k
  where k.type = 'payment_accounts' and exists (select from payment_account a where a.tenant_id = k.tenant_id and not a.active)
  on conflict (tenant_id, key_type, key, name) where kind = 'reminder' do nothing`;

export class Payment0015 extends Migration {
  override name = '0015-retired-accounts-tidied';

  override up(): void {
    this.addSql(TIDY_RETIRED);
  }

  override down(): void {
    // The reminders are the same as of accounts that are left today.
  }
}
