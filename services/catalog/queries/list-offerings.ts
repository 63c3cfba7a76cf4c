/** Published offerings by title, page by page, without gaps or repeats while nothing changes. */
import type { ListOfferingsRequest, OfferingFilter } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import type { View } from '#runtime/actor/types.ts';
import { pageToken, readPageToken } from '#runtime/db/page-token.ts';
import { filterBytes, filterParameters } from './offering-filter.ts';
import { loadOfferings } from './load-offerings.ts';

const DEFAULT_PAGE_SIZE = 24;

const GROUPS = 'select search_groups($1, row($2::text[], $3::uuid[], $4::uuid[], null, null)::search_filter) as groups';

// Two texts, because a plan that has to work without a filter cannot use the index of the groups.
const pageSql = (grouped: boolean): string => `
  select id, sort_title from search_document
  where tenant_id = $1 and ${grouped ? 'group_no = any($2)' : '$2::int[] is null'}
    and ($3::bigint is null or price_minor >= $3) and ($4::bigint is null or price_minor <= $4)
    and ($5::text is null or (sort_title, id) > ($5, $6::uuid))
  order by sort_title, id limit $7`;

export async function listOfferings(view: View, request: ListOfferingsRequest) {
  const { tenantId } = view.caller;
  const size = request.pageSize || DEFAULT_PAGE_SIZE;
  const asked = ['ListOfferings', tenantId, filterBytes(request.filter)];
  const [title, id] = readPageToken(request.pageToken, asked, ['text', 'uuid']) ?? [null, null];
  const { groups, lowest, highest } = await narrowing(view, request.filter);
  const rows = await view.db.run<{ id: string; sort_title: string }>(pageSql(groups !== null), [tenantId, groups, lowest, highest, title, id, size + 1]);
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return {
    offerings: await loadOfferings(view, page.map((row) => row.id)),
    nextPageToken: rows.length > size && last ? pageToken(asked, [last.sort_title, last.id]) : '',
  };
}

async function narrowing(view: View, filter: OfferingFilter | undefined) {
  const [kinds, categories, brands, lowest, highest] = filterParameters(filter);
  if (!kinds && !categories && !brands) return { groups: null, lowest, highest };
  const [row] = await view.db.run<{ groups: number[] | null }>(GROUPS, [view.caller.tenantId, kinds, categories, brands]);
  return { groups: row?.groups ?? null, lowest, highest };
}
