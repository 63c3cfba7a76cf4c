/** Everything that decides when an offering can be had, apart from what is taken: who and what it needs, the closures and its rules, in one look. */
import type { Query } from '../../runtime/db/query.ts';
import { defaultRules, type BookingRules } from '../domain/rules.ts';
import type { Bookable, Closure } from '../domain/schedule.ts';
import { fromResourceRow, fromStaffRow, type ResourceRow, type StaffRow } from './bookable-store.ts';
import { dayBefore, fromClosureRow, type ClosureRow } from './closure-store.ts';
import { fromStoredRules, type StoredRules } from './rules-store.ts';

export interface Bookables {
  /** Staff who serve the offering, when it needs staff, and all resources of the kinds that it needs; by name. */
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

// One statement sees one state: rules that need a room are never seen without the rooms.
const SQL = `
  with set_rules as (select rules from booking_rules where offering_id = $1::uuid),
    needed as (select need ->> 'kind' as kind from set_rules, jsonb_array_elements(rules -> 'needs') as need)
  select 'rules' as what, rules as row, '' as name from set_rules
  union all
  select 'closure', to_jsonb(c), from_date::text from closure c where until_date >= $2::date
  union all
  select 'staff', to_jsonb(s), name from staff s
  where $1::uuid = any(offering_ids) and ('staff' in (select kind from needed) or not exists (select from needed))
  union all
  select 'resource', to_jsonb(r), name from resource r where kind in (select kind from needed)
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
