/** Triggers that redact what is written late about people who were erased: whatever writes it, and however often it comes. */
import type { Query } from '../db/query.ts';
import { redactionOf, type PersonalData, type PersonalTable } from './personal-data.ts';

const TRIGGER = 'redact_erased';

/** Statements that make the declared guards, and drop those that are declared no more. Run as the owner after migrations. */
export async function guardStatements(query: Query, { tables }: PersonalData): Promise<string[]> {
  const guarded = tables.flatMap((table) => guardOf(table) ?? []);
  const names = new Set(guarded.map(({ table }) => table));
  const present = await query.run<{ name: string }>(
    `select c.relname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where t.tgname = '${TRIGGER}' and c.relnamespace = current_schema()::regnamespace`,
  );
  const gone = present.filter(({ name }) => !names.has(name));
  return [...gone.map(({ name }) => `drop trigger ${TRIGGER} on ${name}`), ...guarded.flatMap(({ statements }) => statements)];
}

function guardOf(table: PersonalTable): { readonly table: string; readonly statements: readonly string[] } | undefined {
  const columns = redactionOf(table);
  const { guard, table: name } = table;
  if (guard === undefined) return undefined;
  if (!columns) throw new TypeError(`${name}: only what is redacted can be guarded`);
  const routine = `${TRIGGER}_${name}`;
  return {
    table: name,
    statements: [
      `create or replace function ${routine}() returns trigger language plpgsql as $redact$
       begin
         if exists (select from erased_person e where e.tenant_id = new.tenant_id and e.id = ${guard}) then
           select ${columns.map(([, value]) => value).join(', ')} into ${columns.map(([column]) => `new.${column}`).join(', ')} from (select new.*) as written;
         end if;
         return new;
       end $redact$`,
      `create or replace trigger ${TRIGGER} before insert or update on ${name} for each row execute function ${routine}()`,
    ],
  };
}
