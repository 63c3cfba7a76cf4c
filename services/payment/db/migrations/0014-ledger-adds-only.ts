/** The app and the relay have no right to change or remove lines of the ledger: its trigger is not all that keeps them, and the start looks at both. */
import { Migration } from '@mikro-orm/migrations';

export class Payment0014 extends Migration {
  override name = '0014-ledger-adds-only';

  override up(): void {
    this.addSql(`comment on table ledger_line is 'append-only'`);
  }

  override down(): void {
    this.addSql('comment on table ledger_line is null');
  }
}
