/** Times that were taken while somebody looked at them: they stay where they were, to be seen but not chosen, so that nothing moves under the finger. */
import type { Slot } from '@berth/sdk/browser';
import { slotId } from './slots.ts';

export interface Looked {
  /** What is looked at; another view begins anew. */
  readonly view: string;
  readonly slots: readonly Slot[] | undefined;
  readonly taken: readonly Slot[];
}

/** The same object when nothing is new. */
export function lookAgain(before: Looked, view: string, slots: readonly Slot[] | undefined): Looked {
  if (before.view === view && before.slots === slots) return before;
  if (before.view !== view || !slots) return { view, slots, taken: [] };
  const free = new Set(slots.map(slotId));
  const isGone = (slot: Slot): boolean => !free.has(slotId(slot));
  return { view, slots, taken: [...before.taken.filter(isGone), ...(before.slots ?? []).filter(isGone)] };
}

/** All that is shown, in the order of `ListSlots`: by start, then by session. */
export const withTaken = (slots: readonly Slot[], taken: readonly Slot[]): readonly Slot[] =>
  taken.length === 0 ? slots : [...slots, ...taken].sort((a, b) => startOf(a) - startOf(b) || (a.sessionId < b.sessionId ? -1 : 1));

const startOf = ({ time }: Slot): number => Number(time?.startTime?.seconds ?? 0n);
