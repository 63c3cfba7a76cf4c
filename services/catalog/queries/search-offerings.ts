/** Full-text search: ranked, forgiving, with counts over all results. The ranking is in `db/migrations/0002-search.sql`. */
import type { SearchOfferingsRequest } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import type { View } from '#runtime/actor/types.ts';
import { pageToken, readPageToken } from '#runtime/db/page-token.ts';
import { searchWords } from '../domain/search-words.ts';
import { facetsOf, type FacetCount } from './facets.ts';
import { loadOfferings } from './load-offerings.ts';
import { filterBytes, filterParameters } from './offering-filter.ts';

const DEFAULT_PAGE_SIZE = 24;
const MAX_TOTAL = 10_000;

const SEARCH = `
  select method, total, facets, to_jsonb(hits) as hits
  from search_offerings(
    $1::text[], $2, row($3::text[], $4::uuid[], $5::uuid[], $6::bigint, $7::bigint)::search_filter,
    $8, row($9::uuid, $10::int, $11)::search_hit, $12)`;

interface Found {
  method: string;
  total: number;
  facets: FacetCount[];
  hits: { id: string; score: number; sort_title: string }[];
}

export async function searchOfferings(view: Pick<View, 'db' | 'caller'>, request: SearchOfferingsRequest) {
  const words = searchWords(request.query);
  const size = request.pageSize || DEFAULT_PAGE_SIZE;
  const asked = ['SearchOfferings', view.caller.tenantId, words.join(' '), filterBytes(request.filter)];
  const [method, score, title, id] = readPageToken(request.pageToken, asked, ['text', 'int', 'text', 'uuid']) ?? ['', null, null, null];
  const parameters = [words, words.join(' '), ...filterParameters(request.filter), method, id, score, title, size + 1];
  const [found] = await view.db.run<Found>(SEARCH, parameters);
  if (!found) throw new TypeError('search_offerings gave no row');
  const page = found.hits.slice(0, size);
  const last = page.at(-1);
  const [offerings, facets] = await Promise.all([loadOfferings(view, page.map((hit) => hit.id)), facetsOf(view, found.facets)]);
  return {
    offerings,
    facets,
    nextPageToken: found.hits.length > size && last ? pageToken(asked, [found.method, last.score, last.sort_title, last.id]) : '',
    totalCount: Math.min(found.total, MAX_TOTAL),
  };
}
