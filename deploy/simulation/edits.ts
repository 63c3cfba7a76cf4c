/** What a manager asked for, noted with whether it is known what became of it, so that the end can be compared with it. */
import type { Caller } from '#runtime/actor/types.ts';
import { isSettled, type Asking } from './ask.ts';
import type { Reply } from './call.ts';
import type { Edit, Journal } from './journal.ts';
import type { Shop } from './shop.ts';
import type { World } from './world.ts';

export interface Manager {
  readonly world: World;
  readonly journal: Journal;
  readonly shop: Shop;
  readonly caller: Caller;
  /** Of what they changed, by its id, as it was told last. */
  readonly etags: Map<string, string>;
}

/** Notes a change and what came of it: `etag` finds the newest etag in what was answered. */
export async function edit<T>({ journal, world, shop, etags }: Manager, change: Omit<Edit, 'calledMs' | 'tenantId'>, asking: (etag: string, listening: Asking<unknown>) => Promise<Reply<T>>, etagIn: (message: T) => string | undefined): Promise<void> {
  const noted: Edit = { ...change, tenantId: shop.tenantId, calledMs: world.scheduler.now() };
  journal.edits.push(noted);
  let isUnanswered = false;
  const reply = await asking(etags.get(change.id) ?? '', { hear: ({ kind }) => void (isUnanswered ||= kind === 'unknown') });
  // A failure that may pass is no refusal: this try or one before it may have been carried out. A refusal says nothing of a try
  // without an answer, which may be carried out yet.
  if (reply.kind === 'ok' || (reply.kind === 'failed' && isSettled(reply) && !isUnanswered)) {
    noted.answeredMs = world.scheduler.now();
    if (reply.kind === 'failed') noted.refused = reply.failure.reason;
  }
  // Whoever does not know what became of a change makes the next one without asking whether others made some.
  etags.set(change.id, reply.kind === 'ok' ? (etagIn(reply.message) ?? '') : '');
}

/** What a key of booking's has committed; nothing of one that was deleted. */
export function valueOf<P>({ databases }: World, store: { committed(of: World['databases']['booking']): { readonly values: readonly { readonly key: { readonly id: string }; readonly value: P }[] } }, id: string): P | undefined {
  return store.committed(databases.booking).values.find(({ key }) => key.id === id)?.value;
}
