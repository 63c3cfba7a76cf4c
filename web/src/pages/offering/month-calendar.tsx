/** The days of a month; those with times are buttons, one of which is in the tab order, and the arrow keys lead to the others. */
import type { Slot } from '@berth/sdk/browser';
import { type KeyboardEvent, useRef } from 'react';
import { Icon } from '../../components/icon.tsx';
import { LOCALE } from '../../format/locale.ts';
import { monthName, wallDay } from '../../format/when.ts';
import { dayAfterKey, shiftMonth, weeksOf, weekStartOf } from '../../shop/month.ts';
import { t } from '../../strings.ts';

interface MonthCalendarProps {
  readonly month: string;
  /** Absent while they are being asked for. */
  readonly days: ReadonlyMap<string, readonly Slot[]> | undefined;
  readonly day: string | undefined;
  readonly hasEarlier: boolean;
  readonly onMonth: (by: number) => void;
  readonly onDay: (day: string) => void;
}

const WEEK_START = weekStartOf(LOCALE);

export function MonthCalendar({ month, days, day, hasEarlier, onMonth, onDay }: MonthCalendarProps) {
  const table = useRef<HTMLTableElement>(null);
  const choices = [...(days?.keys() ?? [])];
  // Nothing may be left of the day that is shown.
  const entry = day !== undefined && days?.has(day) ? day : choices[0];
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = day === undefined ? undefined : dayAfterKey(event.key, day, choices);
    if (next === undefined) return;
    event.preventDefault();
    onDay(next);
    table.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus();
  };
  return (
    <div>
      <div className="flex items-center justify-between">
        <Turn label={t.times.previousMonth(monthName(shiftMonth(month, -1)))} disabled={!hasEarlier} onClick={() => onMonth(-1)} className="rotate-180" />
        <p role="status" className="font-semibold">
          {monthName(month)}
        </p>
        <Turn label={t.times.nextMonth(monthName(shiftMonth(month, 1)))} onClick={() => onMonth(1)} />
      </div>
      <table ref={table} onKeyDown={onKeyDown} className="mt-2 w-full table-fixed text-center tabular-nums">
        <caption className="sr-only">{t.times.calendar(monthName(month))}</caption>
        <thead>
          <tr className="h-8 text-sm text-quiet">
            {weekdays().map(({ short, long }) => (
              <th key={long} scope="col" abbr={long} className="font-normal">
                {short}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sixWeeks(month).map((week, index) => (
            <tr key={index} className="h-11">
              {week.map((date, column) => (
                <td key={column} className="p-0.5">
                  {date !== undefined && <Day date={date} slots={days?.get(date)} chosen={date === day} isEntry={date === entry} onChoose={onDay} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Always six rows, so that nothing below moves from month to month. */
const sixWeeks = (month: string): (string | undefined)[][] => [...weeksOf(month, WEEK_START), [], []].slice(0, 6);

interface DayProps {
  readonly date: string;
  readonly slots: readonly Slot[] | undefined;
  readonly chosen: boolean;
  /** Where the Tab key comes in. */
  readonly isEntry: boolean;
  readonly onChoose: (day: string) => void;
}

function Day({ date, slots, chosen, isEntry, onChoose }: DayProps) {
  const number = Number(date.slice(8));
  if (!slots) return <span className="grid h-10 place-items-center text-quiet">{number}</span>;
  const look = chosen ? 'bg-accent text-on-accent' : 'bg-tint text-accent hover:bg-raised';
  return (
    <button
      type="button"
      data-day={date}
      tabIndex={isEntry ? 0 : -1}
      aria-pressed={chosen}
      aria-label={t.times.dayWith(wallDay(date), slots.length)}
      onClick={() => onChoose(date)}
      className={`grid h-10 w-full place-items-center rounded-control font-semibold ${look}`}
    >
      {number}
    </button>
  );
}

interface TurnProps {
  readonly label: string;
  readonly disabled?: boolean;
  readonly className?: string;
  readonly onClick: () => void;
}

const Turn = ({ label, disabled = false, className = '', onClick }: TurnProps) => (
  <button type="button" aria-label={label} disabled={disabled} onClick={onClick} className="grid size-11 place-items-center rounded-control text-accent hover:bg-raised disabled:invisible">
    <Icon name="chevron" className={`size-5 ${className}`} />
  </button>
);

/** From the first day of the week on; 2024 began on a Monday. */
function weekdays(): { readonly short: string; readonly long: string }[] {
  const name = (style: 'short' | 'long', day: number): string =>
    new Intl.DateTimeFormat(LOCALE, { weekday: style, timeZone: 'UTC' }).format(new Date(Date.UTC(2024, 0, day)));
  return Array.from({ length: 7 }, (_, index) => WEEK_START + index).map((day) => ({ short: name('short', day), long: name('long', day) }));
}
