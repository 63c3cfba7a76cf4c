/** Counts mails of one sort, such as links, that are mailed to an address, whatever business sends them: in Postgres, and so for all replicas; ids are derived, so that the table names nobody. */
import type { Database } from '../../runtime/db/database.ts';
import { asFailure } from '../../runtime/db/faults.ts';
import { derivedId } from '../../runtime/ids.ts';
import { emailKey } from '../keys.ts';

export interface MailBudget {
  /** Counts one more; false when there were as many within the hour as there may be. */
  take(email: string): Promise<boolean>;
}

/**
 * So many an hour, and no limit for longer: any stranger can ask for a link, and each lets the owner in, so that nobody is kept out
 * of an account by mails that others asked for.
 */
const AN_HOUR = 10;

/** A row is swept with those of attempts once its hour is over. */
const TAKE = `insert into sign_in_attempt as kept (id, failures, last_time, keep_until) values ($1, 1, $2, $2::timestamptz + interval '1 hour')
  on conflict (id) do update set failures = case when kept.keep_until <= $2 then 1 else kept.failures + 1 end,
    keep_until = case when kept.keep_until <= $2 then excluded.keep_until else kept.keep_until end, last_time = $2
  returning failures`;

export const createMailBudget = (database: Pick<Database, 'write'>, clock: () => Date, sort = 'mails'): MailBudget => ({
  async take(email) {
    const id = derivedId(sort, emailKey(email));
    const [row] = await database.write([], (query) => query.run<{ failures: number }>(TAKE, [id, clock()])).catch((error: unknown) => {
      throw asFailure(error);
    });
    return row !== undefined && row.failures <= AN_HOUR;
  },
});
