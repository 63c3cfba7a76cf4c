/** One answer of `ListSlots` in a form that two of them can be compared in: equal slots are equal texts, and each local date has a fingerprint. */
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { createHash } from 'node:crypto';
import { type GoneSlotSchema } from '#proto/berth/booking/v1/availability_stream_pb.ts';
import { type Slot, SlotSchema } from '#proto/berth/booking/v1/booking_pb.ts';

/** A slot with all that it says as one text. */
interface PrintedSlot {
  readonly slot: Slot;
  readonly date: string;
  readonly print: string;
}

export interface Answer {
  /** In the order of the answer, by session or start. */
  readonly slots: ReadonlyMap<string, PrintedSlot>;
  /** Fingerprint of the slots of each local date that has some. */
  readonly dates: ReadonlyMap<string, string>;
}

/** What leads from one answer to another. */
export interface Difference {
  readonly forgottenDates: string[];
  readonly goneSlots: MessageInitShape<typeof GoneSlotSchema>[];
  readonly slots: Slot[];
}

const FINGERPRINT_BYTES = 6;

export function answerOf(listed: readonly MessageInitShape<typeof SlotSchema>[]): Answer {
  const printed = listed.map((init) => printOf(create(SlotSchema, init)));
  const dates = Map.groupBy(printed, ({ date }) => date);
  return {
    slots: new Map(printed.map((one) => [keyOf(one.slot), one])),
    dates: new Map([...dates].map(([date, slots]) => [date, fingerprintOf(slots)])),
  };
}

function printOf(slot: Slot): PrintedSlot {
  const print = Buffer.from(toBinary(SlotSchema, slot)).toString('latin1');
  return { slot, date: slot.time?.localStart.slice(0, 10) ?? '', print };
}

const keyOf = ({ sessionId, time }: Slot): string => sessionId || `${time?.startTime?.seconds}.${time?.startTime?.nanos}`;

function fingerprintOf(slots: readonly PrintedSlot[]): string {
  const hash = createHash('sha256');
  for (const { print } of slots) hash.update(`${print.length} `, 'latin1').update(print, 'latin1');
  return hash.digest().subarray(0, FINGERPRINT_BYTES).toString('latin1');
}

/** Slot by slot, for whoever has the whole answer `before`. */
export function differenceOf(before: Answer, after: Answer): Difference {
  const gone = [...before.slots].filter(([key]) => !after.slots.has(key));
  const news = [...after.slots].filter(([key, { print }]) => before.slots.get(key)?.print !== print);
  return { forgottenDates: [], goneSlots: gone.map(([, { slot }]) => nameOf(slot)), slots: news.map(([, { slot }]) => slot) };
}

const nameOf = ({ sessionId, time }: Slot): MessageInitShape<typeof GoneSlotSchema> => ({ sessionId, ...(time?.startTime && { startTime: time.startTime }) });

/** Date by date, for whoever has an answer of which only the fingerprints are known. */
export function differenceByDate(before: Answer['dates'], after: Answer): Difference {
  const differs = (date: string): boolean => before.get(date) !== after.dates.get(date);
  return {
    forgottenDates: [...before.keys()].filter(differs),
    goneSlots: [],
    slots: [...after.slots.values()].filter(({ date }) => differs(date)).map(({ slot }) => slot),
  };
}

export const isEqual = (a: Answer, b: Answer): boolean => a.dates.size === b.dates.size && [...a.dates].every(([date, print]) => b.dates.get(date) === print);
