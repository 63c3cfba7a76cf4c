/** The times of one day as a group of which one can be chosen. */
import type { Slot } from '@berth/sdk/browser';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { viewerTime, wallDay, wallTime, zoneOffset } from '../../format/when.ts';
import { doubledTimes, slotId } from '../../shop/slots.ts';
import { t } from '../../strings.ts';

interface TimesOfDayProps {
  readonly day: string;
  readonly slots: readonly Slot[];
  /** Those of the slots that cannot be chosen any more. */
  readonly taken: readonly Slot[];
  readonly chosen: Slot | undefined;
  readonly onChoose: (id: string) => void;
}

export function TimesOfDay({ day, slots, taken, chosen, onChoose }: TimesOfDayProps) {
  const doubled = doubledTimes(slots);
  const chosenId = chosen && slotId(chosen);
  return (
    <fieldset>
      <legend className="mb-2 font-semibold">{t.times.onDay(wallDay(day))}</legend>
      <div className="grid grid-cols-[repeat(auto-fill,minmax(8.25rem,1fr))] gap-2">
        {slots.map((slot) => (
          <Time key={slotId(slot)} slot={slot} chosen={slotId(slot) === chosenId} taken={taken.includes(slot)} withOffset={doubled.has(slot.time?.localStart ?? '')} onChoose={onChoose} />
        ))}
      </div>
    </fieldset>
  );
}

interface TimeProps {
  readonly slot: Slot;
  readonly chosen: boolean;
  readonly taken: boolean;
  readonly withOffset: boolean;
  readonly onChoose: (id: string) => void;
}

function Time({ slot, chosen, taken, withOffset, onChoose }: TimeProps) {
  const { time } = slot;
  if (!time?.startTime) return null;
  const id = slotId(slot);
  const theirs = viewerTime(time);
  return (
    <label
      className={`flex min-h-14 flex-col items-center justify-center rounded-control border px-2 py-1.5 text-center has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${lookOf(chosen, taken)}`}
    >
      <input type="radio" name="time" value={id} checked={chosen} disabled={taken} onChange={() => onChoose(id)} className="sr-only" />
      <span className={`font-semibold tabular-nums ${taken ? 'line-through' : ''}`}>
        {wallTime(time.localStart)}
        {withOffset && <span className="font-normal"> {zoneOffset(time.timeZone, timestampDate(time.startTime))}</span>}
      </span>
      {theirs !== undefined && <span className={`text-sm ${chosen ? '' : 'text-quiet'}`}>{t.times.yours(theirs)}</span>}
      {taken && <span className="text-sm">{t.times.taken}</span>}
      {slot.capacity > 1 && !taken && <span className={`text-sm ${chosen ? '' : 'text-quiet'}`}>{t.times.placesLeft(slot.placesLeft)}</span>}
    </label>
  );
}

function lookOf(chosen: boolean, taken: boolean): string {
  if (taken) return 'cursor-not-allowed border-line bg-raised text-quiet';
  return `cursor-pointer ${chosen ? 'border-accent bg-accent text-on-accent' : 'border-edge bg-surface hover:bg-raised'}`;
}
