/**
 * Triggers for what is written late, whatever writes it and however often it comes: about people who were erased it is redacted, and of
 * guests whose bookings were claimed it becomes the claimer's.
 */
import type { Query } from '../db/query.ts';
import { claimOf, redactionOf, type PersonalData, type PersonalTable } from './personal-data.ts';

const REDACTS = 'redact_erased';
/** Fires first, by its name: whoever claims is who may have been erased. */
const FOLLOWS = 'follow_claim';

/** Statements that make the declared guards, and drop those that are declared no more. Run as the owner after migrations. */
export async function guardStatements(query: Query, { tables }: PersonalData): Promise<string[]> {
  const guards = tables.flatMap((table) => [guardOf(table) ?? [], followOf(table) ?? []].flat());
  const names = new Set(guards.map(({ trigger, table }) => `${trigger} on ${table}`));
  const present = await query.run<{ name: string }>(
    `select t.tgname || ' on ' || c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where t.tgname in ('${REDACTS}', '${FOLLOWS}') and c.relnamespace = current_schema()::regnamespace`,
  );
  const gone = present.filter(({ name }) => !names.has(name));
  return [...gone.map(({ name }) => `drop trigger ${name}`), ...guards.flatMap(statementsOf)];
}

interface Guard {
  readonly trigger: string;
  readonly table: string;
  readonly on: string;
  /** PL/pgSQL that may change `new`. */
  readonly body: string;
}

function statementsOf({ trigger, table, on, body }: Guard): string[] {
  const routine = `${trigger}_${table}`;
  return [
    `create or replace function ${routine}() returns trigger language plpgsql as $guard$ ${body} $guard$`,
    `create or replace trigger ${trigger} before ${on} on ${table} for each row execute function ${routine}()`,
  ];
}

const writesOf = ({ guardsInserts }: PersonalTable): string => (guardsInserts ? 'insert' : 'insert or update');

const intoNew = (columns: readonly (readonly [column: string, value: string])[]): string =>
  `${columns.map(([, value]) => value).join(', ')} into ${columns.map(([column]) => `new.${column}`).join(', ')}`;

function followOf(declared: PersonalTable): Guard | undefined {
  const { table, owner } = declared;
  if (!owner) return undefined;
  const body = `
    declare claim uuid;
    begin
      select c.user_id into claim from claimed_guest c where c.tenant_id = new.tenant_id and c.id = new.${owner.column};
      if claim is not null then
        select ${intoNew(claimOf(owner))} from (select new.*) as written, (select claim as claimer) as claims;
      end if;
      return new;
    end`;
  return { trigger: FOLLOWS, table, on: writesOf(declared), body };
}

function guardOf(table: PersonalTable): Guard | undefined {
  const columns = redactionOf(table);
  const { guard, table: name } = table;
  if (guard === undefined) return undefined;
  if (!columns) throw new TypeError(`${name}: only what is redacted can be guarded`);
  const body = `
    begin
      if exists (select from erased_person e where e.tenant_id = new.tenant_id and e.id = ${guard}) then
        select ${intoNew(columns)} from (select new.*) as written;
      end if;
      return new;
    end`;
  return { trigger: REDACTS, table: name, on: writesOf(table), body };
}
