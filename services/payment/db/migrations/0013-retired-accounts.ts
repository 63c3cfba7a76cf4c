/** Finds whether an account that is not used any more has payments that may still need its keys. */
import { Migration } from '@mikro-orm/migrations';

export class Payment0013 extends Migration {
  override name = '0013-retired-accounts';

  override up(): void {
    this.addSql(`create index payment_of_own_account on payment (tenant_id, account, updated_time) where account <> 'platform' and status not in ('cancelled', 'failed')`);
  }

  override down(): void {
    this.addSql('drop index payment_of_own_account');
  }
}
