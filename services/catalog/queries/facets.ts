/** Counts for the filters with the names that people read. */
import type { View } from '#runtime/actor/types.ts';
import { toTypeId } from '#runtime/ids.ts';
import { kindName } from '../mapping.ts';

/** Facet, value (a kind or a uuid), how many results have it; most frequent first within a facet. */
export type FacetCount = readonly [facet: 'kind' | 'category' | 'brand', value: string, count: number];

const KIND_LABELS: Readonly<Record<string, string>> = { APPOINTMENT: 'Appointments', SERVICE: 'Services', EVENT: 'Events', PRODUCT: 'Products' };

const NAMES = `
  select id, name from category where tenant_id = $1 and id = any($2::uuid[])
  union all select id, name from brand where tenant_id = $1 and id = any($2::uuid[])`;

export async function facetsOf(view: Pick<View, 'db' | 'caller'>, counts: readonly FacetCount[]) {
  const ids = counts.filter(([facet]) => facet !== 'kind').map(([, value]) => value);
  const rows = ids.length === 0 ? [] : await view.db.run<{ id: string; name: string }>(NAMES, [view.caller.tenantId, ids]);
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return (['kind', 'category', 'brand'] as const).map((name) => ({
    name,
    values: counts.filter(([facet]) => facet === name).map(([, value, count]) => ({ ...labelled(name, value, names), count })),
  }));
}

function labelled(facet: FacetCount[0], value: string, names: ReadonlyMap<string, string>): { value: string; label: string } {
  if (facet === 'kind') return { value: kindName(value), label: KIND_LABELS[value] ?? value };
  return { value: toTypeId(facet === 'category' ? 'cat' : 'brd', value), label: names.get(value) ?? '' };
}
