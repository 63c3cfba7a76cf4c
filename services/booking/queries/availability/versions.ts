/** The versions of everything that an answer is computed from: as long as none has changed, no slot has, but for what time does. */
import type { Key } from '../../../runtime/actor/types.ts';
import type { Query } from '../../../runtime/db/query.ts';
import { offeringKey, rulesKey } from '../../keys.ts';

/** What an answer is computed from, besides the span: the offering by its uuid. */
export interface Asked {
  readonly offeringId: string;
  readonly from: Date;
  readonly to: Date;
}

export interface Versions {
  /** Equal for equal versions of the same things. */
  readonly print: string;
  /** The keys that they are versions of, to listen to. */
  readonly keys: readonly Key[];
}

// One line for each kind of thing. Its name is the type of the key that turns lock, so that a change of it is heard of.
const SOURCES = [
  `select 'offering' as type, id, version from offering where id = $1::uuid`,
  `select 'rules', offering_id, version from booking_rules where offering_id = $1::uuid`,
  `select 'closure', id, version from closure where until_date >= $2::date - 1`,
  `select 'staff', id, version from bookable where kind = 'staff'`,
  `select 'resource', id, version from bookable where kind <> 'staff'`,
  `select 'calendar', b.id, a.version from bookable b
     left join actor_anchor a on a.tenant_id = b.tenant_id and a.type = 'calendar' and a.key = b.id`,
  `select 'session', id, version from session where offering_id = $1::uuid
     and (starts >= $2::timestamptz and starts < $3::timestamptz or exists (select from limited))`,
] as const;

const SQL = `
  with bookable as (
    select tenant_id, id, version, 'staff' as kind from staff where $1::uuid = any(offering_ids)
    union all
    select tenant_id, id, version, kind from resource where kind in (
      select need ->> 'kind' from booking_rules, jsonb_array_elements(rules -> 'needs') as need where offering_id = $1::uuid)
  ), limited as (
    -- Where a limit holds for all together, bookings outside the span count as well.
    select from booking_rules where offering_id = $1::uuid and rules ? 'inTotal'
  )
  select type, id, version from (${SOURCES.join(' union all ')}) as source order by type, id`;

interface VersionRow {
  type: string;
  id: string;
  /** Absent for what nobody has touched yet. */
  version: bigint | null;
}

/** In one statement: all of the same moment. Read them before what is computed, and a change in between shows up at the next look. */
export async function readVersions(db: Query, { offeringId, from, to }: Asked): Promise<Versions> {
  const rows = await db.run<VersionRow>(SQL, [offeringId, from, to]);
  return {
    print: rows.map(({ type, id, version }) => `${type} ${id} ${version}`).join('\n'),
    keys: [...alwaysOf(offeringId), ...rows.filter(({ id }) => id !== offeringId).map(({ type, id }) => ({ type, id }))],
  };
}

/** What may not be there yet, and is heard of when it comes. */
const alwaysOf = (offeringId: string): Key[] => [offeringKey(offeringId), rulesKey(offeringId)];
