/** Everything that decides when an offering can be had, apart from what is taken: who and what it needs, the closures and its rules, in one look. */
import type { Query } from '../../runtime/db/query.ts';
import { defaultRules, type BookingRules } from '../domain/rules.ts';
import type { Bookable, Closure } from '../domain/schedule.ts';
import { fromResourceRow, fromStaffRow, type ResourceRow, type StaffRow } from './bookable-store.ts';
import { dayBefore, fromClosureRow, type ClosureRow } from './closure-store.ts';
import { fromStoredRules, type StoredRules } from './rules-store.ts';

export interface Bookables {
  /** Staff who serve the offering, when it needs staff, without the others that they serve, and all resources of the kinds that it needs; by name. */
  readonly bookables: readonly Bookable[];
  /** Those that are not over. */
  readonly closures: readonly Closure[];
  readonly rules: BookingRules;
}

type Found =
  | { readonly what: 'rules'; readonly row: Partial<StoredRules> }
  | { readonly what: 'closure'; readonly row: ClosureRow }
  | { readonly what: 'staff'; readonly row: StaffRow }
  | { readonly what: 'resource'; readonly row: ResourceRow };

const scheduled = (more: string): string =>
  `json_build_object('id', id, 'name', name, 'skills', skills, 'time_zone', time_zone, 'weekly_hours', weekly_hours, 'date_overrides', date_overrides, ${more})`;

// One statement sees one state: rules that need a room are never seen without the rooms. Of the offerings that staff serve only the
// one is read: they may be many, and most of what there is to say of them.
const SQL = `
  with set_rules as (select rules from booking_rules where offering_id = $1::uuid),
    needed as (select need ->> 'kind' as kind from set_rules, jsonb_array_elements(rules -> 'needs') as need)
  select 'rules' as what, rules::json as row, '' as name from set_rules
  union all
  select 'closure', to_json(c), from_date::text from closure c where until_date >= $2::date
  union all
  select 'staff', ${scheduled(`'offering_ids', array[$1::uuid]`)}, name from staff
  where $1::uuid = any(offering_ids) and ('staff' in (select kind from needed) or not exists (select from needed))
  union all
  select 'resource', ${scheduled(`'kind', kind`)}, name from resource where kind in (select kind from needed)
  order by name`;

/** Reads them for an offering (a uuid); closures that ended more than a day before `from` are left out. */
export async function loadBookables(query: Query, offeringId: string, from: Date): Promise<Bookables> {
  const found = await query.run<Found>(SQL, [offeringId, dayBefore(from)]);
  const stored = found.find((each) => each.what === 'rules');
  return {
    bookables: found.flatMap(toBookable),
    closures: found.flatMap((each) => (each.what === 'closure' ? [fromClosureRow(each.row)] : [])),
    rules: stored ? fromStoredRules(offeringId, stored.row) : defaultRules(offeringId),
  };
}

function toBookable(found: Found): Bookable[] {
  if (found.what === 'staff') return [fromStaffRow(found.row)];
  return found.what === 'resource' ? [fromResourceRow(found.row)] : [];
}
