/** Mails to whoever has an address, with or without an account. */
import { Migration } from '@mikro-orm/migrations';

export class Notification0011 extends Migration {
  override name = '0011-mails-to-anybody';

  override up(): void {
    this.addSql('alter table account_mail alter column user_id drop not null');
  }

  override down(): void {
    this.addSql('delete from account_mail where user_id is null');
    this.addSql('alter table account_mail alter column user_id set not null');
  }
}
