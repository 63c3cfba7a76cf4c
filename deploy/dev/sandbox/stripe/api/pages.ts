/** Lists newest first, a page at a time, the way Stripe's list endpoints do. */
import { invalidRequest, resourceMissing } from '../model/payment-error.ts';
import { integer, object, type Read, type Reader, string } from './parameters.ts';

const range = object({ gt: integer, gte: integer, lt: integer, lte: integer });

export const paging = {
  limit: integer,
  starting_after: string,
  ending_before: string,
  created: ((value, name) =>
    typeof value === 'string'
      ? { gte: integer(value, name), lte: integer(value, name) }
      : range(value, name)) satisfies Reader<Read<Range>>,
};

type Range = { gt: Reader<number>; gte: Reader<number>; lt: Reader<number>; lte: Reader<number> };

export interface Page<T> {
  readonly object: 'list';
  readonly data: T[];
  readonly has_more: boolean;
  readonly url: string;
}

export function page<T extends { readonly id: string; readonly created: number }>(
  oldestFirst: readonly T[],
  query: Read<typeof paging>,
  url: string,
): Page<T> {
  const limit = query.limit ?? 10;
  if (limit < 1 || limit > 100) throw invalidRequest('Invalid limit: must be between 1 and 100.', { param: 'limit' });
  const items = oldestFirst.filter((item) => inRange(item.created, query.created ?? {})).reverse();
  if (query.ending_before !== undefined) {
    const before = items.slice(0, indexOf(items, query.ending_before, 'ending_before'));
    return { object: 'list', data: before.slice(-limit), has_more: before.length > limit, url };
  }
  const rest =
    query.starting_after === undefined
      ? items
      : items.slice(indexOf(items, query.starting_after, 'starting_after') + 1);
  return { object: 'list', data: rest.slice(0, limit), has_more: rest.length > limit, url };
}

function inRange(created: number, { gt, gte, lt, lte }: Read<Range>): boolean {
  return (
    created > (gt ?? -Infinity) &&
    created >= (gte ?? -Infinity) &&
    created < (lt ?? Infinity) &&
    created <= (lte ?? Infinity)
  );
}

function indexOf(items: readonly { readonly id: string }[], id: string, param: string): number {
  const index = items.findIndex((item) => item.id === id);
  if (index === -1) throw resourceMissing('object', id, param);
  return index;
}
