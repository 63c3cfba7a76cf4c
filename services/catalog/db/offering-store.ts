/** Rows of offerings: written together with their headings and their entry in the search index, so that none can lag. */
import { WriteConflict, type Change, type Load, type Store } from '#runtime/actor/types.ts';
import type { Query } from '#runtime/db/query.ts';
import { reject } from '#runtime/errors.ts';
import type { Heading, Offering } from '../domain/offering.ts';
import { fromRow, SELECT_OFFERING, toRecord, type OfferingRow } from './offering-row.ts';

const LOAD = `${SELECT_OFFERING} where o.tenant_id = any($1::uuid[]) and o.id = any($2::uuid[])`;

// A heading has no rules of its own and its id follows from its slug: whoever comes first creates it, everyone else finds it.
// Sorted, because two batches that bring the same new headings must not wait for each other crosswise.
const addHeadings = (table: 'category' | 'brand'): string => `
  insert into ${table} (tenant_id, id, name, slug, created_time, updated_time)
  select tenant_id, id, name, slug, $2, $2 from jsonb_to_recordset($1::jsonb) as h(tenant_id uuid, id uuid, name text, slug text)
  order by tenant_id, id
  on conflict do nothing`;

const INSERT = `
  insert into offering select * from jsonb_populate_recordset(null::offering, $1::jsonb) order by tenant_id, id
  on conflict do nothing returning id`;

const MUTABLE = [
  'state', 'title', 'summary', 'description', 'category_id', 'brand_id', 'price_minor', 'currency_code', 'duration_minutes', 'time_zone',
  'capacity', 'payment_mode', 'hold_minutes', 'free_cancellation_hours', 'variants', 'add_ons', 'tags', 'place', 'updated_time', 'version',
];
const UPDATE = `
  update offering o set ${MUTABLE.map((column) => `${column} = n.${column}`).join(', ')}
  from jsonb_populate_recordset(null::offering, $1::jsonb) n where o.tenant_id = n.tenant_id and o.id = n.id`;

export const offeringStore: Store<Offering> = {
  async load(tx, loads) {
    const rows = await tx.run<OfferingRow>(LOAD, [tenantsOf(loads), loads.map(({ key }) => key.id)]);
    return new Map(rows.map((row) => [row.id, fromRow(row)]));
  },

  async save(tx, changes) {
    await saveHeadings(tx, changes);
    const records = (wanted: (change: Change<Offering>) => boolean): string => JSON.stringify(changes.filter(wanted).flatMap(recordOf));
    const added = changes.filter(({ before }) => before === undefined).length;
    if (added > 0) {
      const inserted = await tx.run(INSERT, [records(({ before }) => before === undefined)]);
      if (inserted.length < added) throw new WriteConflict(slugTaken);
    }
    if (added < changes.length) await tx.run(UPDATE, [records(({ before }) => before !== undefined)]);
    await tx.run('call index_offerings($1::uuid[])', [changes.map(({ key }) => key.id)]);
  },
};

// Slugs are chosen among the free ones before the turn; this is the race for one, decided by the constraint.
const slugTaken = reject('SLUG_TAKEN', 'Another offering took this name in the same moment. Send the request again.', { code: 'ABORTED' });

const recordOf = ({ tenantId, after, version }: Change<Offering>) => (after ? [toRecord(tenantId, after, version)] : []);
const tenantsOf = (loads: readonly Load[]): string[] => [...new Set(loads.map(({ tenantId }) => tenantId))];

async function saveHeadings(tx: Query, changes: readonly Change<Offering>[]): Promise<void> {
  const of = (pick: (offering: Offering) => Heading | undefined) => {
    const rows = changes.flatMap(({ tenantId, after }) => {
      const heading = after && pick(after);
      return heading ? [[heading.id, { tenant_id: tenantId, ...heading }] as const] : [];
    });
    return [...new Map(rows).values()];
  };
  const now = changes[0]?.now;
  const brands = of(({ brand }) => brand);
  await tx.run(addHeadings('category'), [JSON.stringify(of(({ category }) => category)), now]);
  if (brands.length > 0) await tx.run(addHeadings('brand'), [JSON.stringify(brands), now]);
}
