/** What customers type: the same mix for every run, from exact titles to misspelt and hopeless ones. */
import { create } from '@bufbuild/protobuf';
import { OfferingKind } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { SearchOfferingsRequestSchema, type SearchOfferingsRequest } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import type { Random } from './random.ts';
import type { CorpusRow } from './search-corpus.ts';

export interface MeasuredQuery {
  readonly group: string;
  readonly request: SearchOfferingsRequest;
}

/** What the filters of a request may name. */
export interface FilterIds {
  readonly categories: readonly string[];
  readonly brands: readonly string[];
}

type Init = { query: string; filter?: { kinds?: OfferingKind[]; categoryIds?: string[]; brandIds?: string[]; minPriceMinor?: bigint; maxPriceMinor?: bigint } };

/** One edit that a hurried person makes: a letter left out, doubled, or swapped with the next. */
export function misspell(word: string, random: Random): string {
  if (word.length < 4) return word;
  const at = 1 + random.below(word.length - 2);
  const [head, letter, next, tail] = [word.slice(0, at), word.charAt(at), word.charAt(at + 1), word.slice(at + 2)];
  return random.pick([head + next + tail, head + letter + letter + next + tail, head + next + letter + tail]);
}

const COMMON = ['diving', 'massage', 'course', 'workshop', 'repair', 'bike', 'yoga class', 'guided', 'session', 'hair cut', 'the', 'a', 'weekend', 'private', 'station', 'water', 'family', 's', 'pottery workshop', 'night dive'];
const HOPELESS = ['zzyzx', 'quantum tax return', '!!!', 'submarine licence', '北京烤鸭', 'xylograph fjord', 'e5 2690 v4', "robert'); drop table"];

/** `each` queries of every group. */
export function searchQueries(rows: readonly CorpusRow[], ids: FilterIds, each: number, random: Random): MeasuredQuery[] {
  const wordsOf = (row: CorpusRow): string[] => row.title.toLowerCase().split(' ').filter((word) => word.length > 2);
  const row = (): CorpusRow => random.pick(rows);
  const word = (): string => random.pick(wordsOf(row()));
  const groups: Record<string, () => Init> = {
    'exact title': () => ({ query: row().title }),
    'one word': () => ({ query: word() }),
    'two words': () => ({ query: wordsOf(row()).slice(0, 2).join(' ') }),
    'common word': () => ({ query: random.pick(COMMON) }),
    'being typed': () => ({ query: row().title.slice(0, 3 + random.below(8)) }),
    misspelt: () => ({ query: misspell(word(), random) }),
    'misspelt pair': () => ({ query: wordsOf(row()).slice(0, 2).map((w) => misspell(w, random)).join(' ') }),
    'word and filter': () => ({ query: word(), filter: { kinds: [random.pick([OfferingKind.EVENT, OfferingKind.APPOINTMENT, OfferingKind.PRODUCT])], maxPriceMinor: 9_000n } }),
    'word and brand': () => ({ query: word(), filter: { brandIds: [random.pick(ids.brands)] } }),
    'browse by category': () => ({ query: '', filter: { categoryIds: [random.pick(ids.categories)] } }),
    'browse by price': () => ({ query: '', filter: { minPriceMinor: 2_000n, maxPriceMinor: BigInt(2_000 + random.below(8_000)) } }),
    'browse all': () => ({ query: '' }),
    'nothing to find': () => ({ query: random.pick(HOPELESS) }),
  };
  return Object.entries(groups).flatMap(([group, make]) =>
    Array.from({ length: each }, () => ({ group, request: create(SearchOfferingsRequestSchema, make()) })),
  );
}
