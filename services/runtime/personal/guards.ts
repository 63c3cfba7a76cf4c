/**
 * A trigger for what is written late, whatever writes it and however often it comes: of guests whose bookings were claimed it becomes
 * the claimer's, and about people who were erased it is redacted, or not written where they are removed.
 */
import type { Query } from '../db/query.ts';
import { isHeld } from './person-lock.ts';
import { claimOf, redactionOf, type Owner, type PersonalData, type PersonalTable } from './personal-data.ts';

const GUARD = 'guard_person';
/** What stood in its place before. */
const PAST = ['redact_erased', 'follow_claim'] as const;

/** Statements that make the declared guards, and drop those that are declared no more. Run as the owner after migrations. */
export async function guardStatements(query: Query, { tables }: PersonalData): Promise<string[]> {
  const guarded = tables.filter(({ owner, guard }) => owner !== undefined || guard !== undefined);
  const wanted = new Set(guarded.map(({ table }) => `${GUARD} on ${table}`));
  const present = await query.run<{ trigger: string; table: string }>(
    `select t.tgname as trigger, c.relname as table from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where t.tgname = any($1::text[]) and c.relnamespace = current_schema()::regnamespace`,
    [[GUARD, ...PAST]],
  );
  const gone = present.filter(({ trigger, table }) => !wanted.has(`${trigger} on ${table}`));
  return [...gone.flatMap(({ trigger, table }) => [`drop trigger ${trigger} on ${table}`, `drop function if exists ${trigger}_${table}()`]), ...guarded.flatMap(statementsOf)];
}

function statementsOf(declared: PersonalTable): string[] {
  const { table, owner, guard } = declared;
  const body = `
    declare about uuid; claim uuid;
    begin
      ${owner ? follow(owner) : ''}
      ${guard === undefined ? '' : redact(declared, guard)}
      return new;
    end`;
  const routine = `${GUARD}_${table}`;
  return [
    `create or replace function ${routine}() returns trigger language plpgsql as $guard$ ${body} $guard$`,
    `create or replace trigger ${GUARD} before ${writesOf(declared)} on ${table} for each row execute function ${routine}()`,
  ];
}

/** A row that is removed has no change that could bring anything back. */
const writesOf = ({ guardsInserts, erase }: PersonalTable): string => (guardsInserts || erase === 'remove' ? 'insert' : 'insert or update');

const intoNew = (columns: readonly (readonly [column: string, value: string])[]): string =>
  `${columns.map(([, value]) => value).join(', ')} into ${columns.map(([column]) => `new.${column}`).join(', ')}`;

// Each statement sees what is committed when it begins: after the lock, therefore, the claim or the tombstone of whoever had it before.
const follow = (owner: Owner): string => `
      perform ${isHeld(`new.${owner.column}`)};
      select c.user_id into claim from claimed_guest c where c.tenant_id = new.tenant_id and c.id = new.${owner.column};
      if claim is not null then
        select ${intoNew(claimOf(owner))} from (select new.*) as written, (select claim as claimer) as claims;
      end if;`;

function redact(declared: PersonalTable, guard: string): string {
  const columns = redactionOf(declared);
  if (!columns && declared.erase !== 'remove') throw new TypeError(`${declared.table}: what is kept cannot be guarded`);
  return `
      about := ${guard};
      perform ${isHeld('about')};
      if exists (select from erased_person e where e.tenant_id = new.tenant_id and e.id = about) then
        ${columns ? `select ${intoNew(columns)} from (select new.*) as written;` : 'return null;'}
      end if;`;
}
