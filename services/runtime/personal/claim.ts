/** Gives what a guest made to the person who proved the guest's address: all that is there, and by the triggers of `guards.ts` what comes late. */
import type { Database } from '../db/database.ts';
import type { Query } from '../db/query.ts';
import { erasedAmong, eraseWhatIs, lockRows } from './erase.ts';
import { endAndHold, holdPerson } from './person-lock.ts';
import { claimOf, type Owner, type Person, type PersonalData, type PersonalTable } from './personal-data.ts';

/** What goes from a guest to an account of the same business. */
export interface Claim {
  readonly guest: Person;
  /** The account's uuid. */
  readonly userId: string;
}

/**
 * As the app role; gives the number of rows that changed hands. A repeat finds no more; the first who claims a guest has them. Of a
 * claimer who is erased meanwhile nothing is left. The claim has a transaction of its own, as a tombstone has.
 */
export async function claimGuest(database: Pick<Database, 'write'>, personal: PersonalData, { guest, userId }: Claim, now: Date): Promise<number> {
  const { tenantId } = guest;
  const claimer = await database.write([tenantId], (query) => note(query, { guest, userId }, now));
  return database.write([tenantId], async (query) => {
    // Their tombstone is there by now, or comes when this is done and finds it.
    await holdPerson(query, claimer);
    let moved = 0;
    for (const table of personal.tables) {
      if (!table.owner) continue;
      await lockRows(query, table, [tenantId, guest.id]);
      moved += await moveRows(query, table, table.owner, [tenantId, guest.id, claimer]);
    }
    if ((await erasedAmong(query, [claimer])).length > 0) await eraseWhatIs(query, personal, { tenantId, id: claimer });
    return moved;
  });
}

/** From here on what is written about the guest is the claimer's, and they are as gone as the claimer. */
async function note(query: Query, { guest: { tenantId, id }, userId }: Claim, now: Date): Promise<string> {
  await endAndHold(query, id, userId);
  const [claim] = await query.run<{ user_id: string }>(
    `insert into claimed_guest (tenant_id, id, user_id, claimed_time) values ($1, $2, $3, $4)
     on conflict (tenant_id, id) do update set user_id = claimed_guest.user_id returning user_id`,
    [tenantId, id, userId, now],
  );
  if (!claim) throw new TypeError('a claim that was written is gone');
  await query.run(
    `insert into erased_person (tenant_id, id, erased_time) select $1, $2, erased_time from erased_person where tenant_id = $1 and id = $3 on conflict do nothing`,
    [tenantId, id, claim.user_id],
  );
  return claim.user_id;
}

async function moveRows(query: Query, { table }: PersonalTable, owner: Owner, params: readonly string[]): Promise<number> {
  const columns = claimOf(owner).map(([column, value]) => `${column} = ${value}`);
  const sql = `update ${table} set ${columns.join(', ')} from (select $3::uuid as claimer) claim where tenant_id = $1 and ${owner.column} = $2 returning 1`;
  return (await query.run(sql, params)).length;
}
