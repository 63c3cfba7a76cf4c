/** Times that can be booked, arranged for choosing: by local day in the zone of the offering, each with an address of its own. */
import type { Slot } from '@berth/sdk/browser';
import { timestampDate } from '@bufbuild/protobuf/wkt';

/** Names a slot in the address of the page: its session, or the instant of its start. */
export function slotId({ sessionId, time }: Slot): string {
  return sessionId || (time?.startTime ? timestampDate(time.startTime).toISOString() : '');
}

/** Slots by local date `YYYY-MM-DD`, in order. */
export function byDay(slots: readonly Slot[]): ReadonlyMap<string, readonly Slot[]> {
  return Map.groupBy(slots, ({ time }) => time?.localStart.slice(0, 10) ?? '');
}

/** Those that a member of staff could serve; all without one. */
export const servedBy = (slots: readonly Slot[], staffId: string): readonly Slot[] => (staffId === '' ? slots : slots.filter(({ staffIds }) => staffIds.includes(staffId)));

/** Wall times that come twice on a day, because the clock is set back: these need their offset beside them. */
export function doubledTimes(slots: readonly Slot[]): ReadonlySet<string> {
  const instants = Map.groupBy(slots, ({ time }) => time?.localStart ?? '');
  return new Set([...instants].flatMap(([local, same]) => (new Set(same.map(({ time }) => time?.startTime?.seconds)).size > 1 ? [local] : [])));
}

/** What a booking takes, as the contract has it. */
export function placeOf(slot: Slot, staffId: string) {
  if (slot.sessionId !== '') return { case: 'sessionId', value: slot.sessionId } as const;
  const startTime = slot.time?.startTime;
  if (!startTime) throw new TypeError('a slot has neither a session nor a start');
  return { case: 'slot', value: { startTime, staffId } } as const;
}
