/** One feed for each question that somebody watches; what a process, a business and a caller may take is bounded. */
import { toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import type { SlotSchema } from '#proto/berth/booking/v1/booking_pb.ts';
import { type ListSlotsRequest, ListSlotsRequestSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { StreamView } from '../../../runtime/actor/actor.ts';
import type { View } from '../../../runtime/actor/types.ts';
import { Failure } from '../../../runtime/errors.ts';
import { fromTypeId } from '../../../runtime/ids.ts';
import { ANONYMOUS } from '../../../runtime/rpc/access.ts';
import { loadRules } from '../../db/rules-store.ts';
import { spanOf } from '../list-slots.ts';
import { answerOf } from './answer.ts';
import { openFeed, type Feed, type Looks, type Reader } from './feed.ts';
import { nextChange } from './next-change.ts';
import { readVersions } from './versions.ts';

/** `ListSlots`: the one function that knows what can be booked. */
export type ListSlots = (view: View, request: ListSlotsRequest) => Promise<{ readonly slots: readonly MessageInitShape<typeof SlotSchema>[] }>;

/** How many may watch at once. */
export interface WatchLimits {
  readonly ofProcess: number;
  readonly ofTenant: number;
  /** Of one person who is signed in; visitors cannot be told apart. */
  readonly ofCaller: number;
}

export const defaultWatchLimits: WatchLimits = { ofProcess: 5_000, ofTenant: 2_500, ofCaller: 50 };

/** Somebody's watch of a question. */
export interface Watching extends Reader {
  /** Tells the question from all others. */
  readonly question: string;
}

export interface Feeds {
  /** Begins to watch; throws `RESOURCE_EXHAUSTED` when too many do, and `INVALID_ARGUMENT` for a question that is none. */
  join(view: StreamView, query: ListSlotsRequest): Watching;
}

export function createFeeds(listSlots: ListSlots, limits: WatchLimits = defaultWatchLimits): Feeds {
  const feeds = new Map<string, Feed>();
  const counts = new Map<string, number>();

  function feedOf(question: string, query: ListSlotsRequest): Feed {
    const known = feeds.get(question);
    if (known) return known;
    const feed = openFeed(looksAt(listSlots, query), { onEnd: () => void feeds.delete(question) });
    feeds.set(question, feed);
    return feed;
  }

  function count(names: readonly string[], by: 1 | -1): void {
    for (const name of names) {
      const next = (counts.get(name) ?? 0) + by;
      if (next === 0) counts.delete(name);
      else counts.set(name, next);
    }
  }

  return {
    join(view, query) {
      const { tenantId, subject } = view.caller;
      const shares = [['', limits.ofProcess], [tenantId, limits.ofTenant], ...(subject === ANONYMOUS ? [] : [[`${tenantId}/${subject}`, limits.ofCaller] as const])] as const;
      for (const [name, most] of shares) if ((counts.get(name) ?? 0) >= most) throw tooMany();
      const question = `${tenantId}/${Buffer.from(toBinary(ListSlotsRequestSchema, query)).toString('base64')}`;
      const reader = feedOf(question, query).join(view);
      const names = shares.map(([name]) => name);
      count(names, 1);
      return {
        question,
        first: () => reader.first(),
        after: (known, maxWaitMs) => reader.after(known, maxWaitMs),
        [Symbol.dispose]() {
          count(names, -1);
          reader[Symbol.dispose]();
        },
      };
    },
  };
}

const tooMany = (): Failure =>
  new Failure({
    code: 'RESOURCE_EXHAUSTED',
    reason: 'TOO_MANY_WATCHERS',
    message: 'Too many are watching at the moment. Close other windows, or ask with ListSlots now and then.',
    retryAfterMs: 5_000,
  });

function looksAt(listSlots: ListSlots, query: ListSlotsRequest): Looks {
  const offeringId = fromTypeId('off', query.offeringId, 'query.offering_id');
  const asked = { offeringId, ...spanOf(query) };
  return {
    versions: (view) => view.read(({ db }) => readVersions(db, asked)),
    answer: (view) =>
      view.read(async (read) => {
        const [{ slots }, { rules }] = await Promise.all([listSlots(read, query), loadRules(read.db, offeringId)]);
        const answer = answerOf(slots);
        return { answer, until: nextChange(answer, rules, read.now) };
      }),
  };
}
