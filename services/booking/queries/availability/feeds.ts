/** One feed for each question that somebody watches; what a process, a business and a caller may take is bounded. */
import { toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import type { SlotSchema } from '#proto/berth/booking/v1/booking_pb.ts';
import { type ListSlotsRequest, ListSlotsRequestSchema } from '#proto/berth/booking/v1/booking_service_pb.ts';
import type { StreamView } from '../../../runtime/actor/actor.ts';
import type { View } from '../../../runtime/actor/types.ts';
import { systemClock, type Clock } from '../../../runtime/clock.ts';
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
  /** Different questions of one business: each is looked at by itself. */
  readonly questions: number;
}

export const defaultWatchLimits: WatchLimits = { ofProcess: 5_000, ofTenant: 2_500, ofCaller: 50, questions: 500 };

/** Somebody's watch of a question. */
export interface Watching extends Reader {
  /** Tells the question from all others. */
  readonly question: string;
}

export interface Feeds {
  /** Begins to watch; throws `RESOURCE_EXHAUSTED` when too many do, and `INVALID_ARGUMENT` for a question that is none. */
  join(view: StreamView, query: ListSlotsRequest): Watching;
}

export function createFeeds(listSlots: ListSlots, limits: WatchLimits = defaultWatchLimits, clock: Clock = systemClock): Feeds {
  const feeds = new Map<string, Feed>();
  const [watchers, questions] = [tally(), tally()];

  function feedOf(question: string, tenantId: string, query: ListSlotsRequest): Feed {
    const known = feeds.get(question);
    if (known) return known;
    const looks = looksAt(listSlots, query);
    const counted = questions.take([[tenantId, limits.questions]]);
    const onEnd = (): void => {
      feeds.delete(question);
      counted[Symbol.dispose]();
    };
    const feed = openFeed(looks, { clock, onEnd });
    feeds.set(question, feed);
    return feed;
  }

  return {
    join(view, query) {
      const { tenantId, subject } = view.caller;
      const ofCaller: Share[] = subject === ANONYMOUS ? [] : [[`${tenantId}/${subject}`, limits.ofCaller]];
      using stack = new DisposableStack();
      stack.use(watchers.take([['everyone', limits.ofProcess], [tenantId, limits.ofTenant], ...ofCaller]));
      const question = `${tenantId}/${Buffer.from(toBinary(ListSlotsRequestSchema, query)).toString('base64')}`;
      const reader = stack.use(feedOf(question, tenantId, query).join(view));
      const owned = stack.move();
      return {
        question,
        first: () => reader.first(),
        after: (known, maxWaitMs) => reader.after(known, maxWaitMs),
        [Symbol.dispose]: () => owned.dispose(),
      };
    },
  };
}

/** Whose share, and how many it is at most. */
type Share = readonly [name: string, most: number];

/** Counts who takes part of which shares. */
function tally() {
  const counts = new Map<string, number>();
  const add = (name: string, by: number): void => {
    const next = (counts.get(name) ?? 0) + by;
    if (next === 0) counts.delete(name);
    else counts.set(name, next);
  };
  return {
    /** One more of each, until disposed; throws, and takes nothing, when one is used up. */
    take(shares: readonly Share[]): Disposable {
      if (shares.some(([name, most]) => (counts.get(name) ?? 0) >= most)) throw tooMany();
      for (const [name] of shares) add(name, 1);
      return { [Symbol.dispose]: () => shares.forEach(([name]) => add(name, -1)) };
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
