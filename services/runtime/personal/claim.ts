/** Gives what a guest made to the person who proved the guest's address: all that is there, and by the triggers of `guards.ts` what comes late. */
import type { Query } from '../db/query.ts';
import { lockRows } from './erase.ts';
import { claimOf, type Owner, type Person, type PersonalData, type PersonalTable } from './personal-data.ts';

/** What goes from a guest to an account of the same business. */
export interface Claim {
  readonly guest: Person;
  /** The account's uuid. */
  readonly userId: string;
}

/** Runs in `query`'s transaction as the app role and gives the number of rows that changed hands. A repeat finds no more; the first who claims a guest has them. */
export async function claimGuest(query: Query, { tables }: PersonalData, { guest, userId }: Claim, now: Date): Promise<number> {
  const who = [guest.tenantId, guest.id];
  const [claim] = await query.run<{ user_id: string }>(
    `insert into claimed_guest (tenant_id, id, user_id, claimed_time) values ($1, $2, $3, $4)
     on conflict (tenant_id, id) do update set user_id = claimed_guest.user_id returning user_id`,
    [...who, userId, now],
  );
  if (!claim) throw new TypeError('a claim that was written is gone');
  let moved = 0;
  for (const table of tables) {
    if (!table.owner) continue;
    await lockRows(query, table, who);
    moved += await moveRows(query, table, table.owner, [...who, claim.user_id]);
  }
  return moved;
}

async function moveRows(query: Query, { table }: PersonalTable, owner: Owner, params: readonly string[]): Promise<number> {
  const columns = claimOf(owner).map(([column, value]) => `${column} = ${value}`);
  const sql = `update ${table} set ${columns.join(', ')} from (select $3::uuid as claimer) claim where tenant_id = $1 and ${owner.column} = $2 returning 1`;
  return (await query.run(sql, params)).length;
}
