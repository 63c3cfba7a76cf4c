/** Published offerings by title, page by page, without gaps or repeats while nothing changes. */
import type { ListOfferingsRequest } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import type { View } from '#runtime/actor/types.ts';
import { pageToken, readPageToken } from '#runtime/db/page-token.ts';
import { filterBytes, filterParameters } from './offering-filter.ts';
import { loadOfferings } from './load-offerings.ts';

const DEFAULT_PAGE_SIZE = 24;

const PAGE = `
  with wanted as (select row($2::text[], $3::uuid[], $4::uuid[], $5::bigint, $6::bigint)::search_filter as f)
  select id, sort_title from search_document
  where tenant_id = $1
    and search_passes(group_no, price_minor, (select search_groups($1, f) from wanted), (select f from wanted))
    and ($7::text is null or (sort_title, id) > ($7, $8::uuid))
  order by sort_title, id limit $9`;

export async function listOfferings(view: View, request: ListOfferingsRequest) {
  const { tenantId } = view.caller;
  const size = request.pageSize || DEFAULT_PAGE_SIZE;
  const asked = ['ListOfferings', tenantId, filterBytes(request.filter)];
  const [title, id] = readPageToken(request.pageToken, asked, ['text', 'uuid']) ?? [null, null];
  const rows = await view.db.run<{ id: string; sort_title: string }>(PAGE, [tenantId, ...filterParameters(request.filter), title, id, size + 1]);
  const page = rows.slice(0, size);
  const last = page.at(-1);
  return {
    offerings: await loadOfferings(view, page.map((row) => row.id)),
    nextPageToken: rows.length > size && last ? pageToken(asked, [last.sort_title, last.id]) : '',
  };
}
