/** A month of days with times and the times of one day, in the zone of the offering, with the visitor's own clock beside it. */
import type { Offering, Slot, Staff } from '@berth/sdk/browser';
import type { UseQueryResult } from '@tanstack/react-query';
import { Notice } from '../../components/notice.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeletons } from '../../components/skeleton.tsx';
import { monthName, viewerTime, zoneName } from '../../format/when.ts';
import { currentMonth, shiftMonth } from '../../shop/month.ts';
import { t } from '../../strings.ts';
import type { Choice } from './choice.ts';
import { MonthCalendar } from './month-calendar.tsx';
import { StaffChoice } from './staff-choice.tsx';
import { TimesOfDay } from './times-of-day.tsx';

export interface SlotPickerProps {
  readonly offering: Offering;
  readonly choice: Choice;
  readonly month: string;
  readonly day: string | undefined;
  readonly days: ReadonlyMap<string, readonly Slot[]> | undefined;
  /** The same without what was taken meanwhile. */
  readonly free: ReadonlyMap<string, readonly Slot[]> | undefined;
  readonly chosen: Slot | undefined;
  readonly staff: readonly Staff[];
  /** Of the days: what was taken meanwhile. */
  readonly taken: readonly Slot[];
  /** What is shown may be out of date. */
  readonly late: boolean;
  readonly query: UseQueryResult<readonly Slot[]>;
  readonly onChange: (part: Choice) => void;
}

export function SlotPicker(props: SlotPickerProps) {
  const { offering, choice, month, day, days, free, taken, chosen, staff, late, query, onChange } = props;
  const zone = zoneName(offering.timeZone, new Date(`${month}-15T12:00Z`));
  const differs = [...(days?.values() ?? [])].flat().some(({ time }) => time && viewerTime(time) !== undefined);
  const ofDay = day === undefined ? undefined : days?.get(day);
  return (
    <>
      <p className="-mt-3 text-sm text-quiet">
        {t.times.zone(zone)} {differs && t.times.yourZone}
      </p>
      <p role="status" className="-mt-3 text-sm font-medium text-warn empty:hidden">
        {late && t.times.late}
      </p>
      {staff.length > 1 && <StaffChoice staff={staff} chosen={choice.staff ?? ''} onChoose={(id) => onChange({ staff: id || undefined, slot: undefined })} />}
      <div className="grid gap-6 md:grid-cols-[minmax(0,20rem)_1fr]">
        <MonthCalendar
          month={month}
          days={free}
          day={day}
          hasEarlier={month > currentMonth(offering.timeZone, new Date())}
          onMonth={(by) => onChange({ month: shiftMonth(month, by), day: undefined })}
          onDay={(next) => onChange({ month, day: next })}
        />
        <div className="md:min-h-60">
          {!days && query.isPending && <Pending />}
          {!days && query.error && <ProblemNotice error={query.error} onRetry={() => query.refetch()} />}
          {day !== undefined && ofDay && <TimesOfDay day={day} slots={ofDay} taken={taken} chosen={chosen} onChoose={(slot) => onChange({ month, day, slot })} />}
          {days && !ofDay && <None {...props} />}
        </div>
      </div>
    </>
  );
}

function None({ month, choice, staff, query }: SlotPickerProps) {
  const member = staff.find(({ id }) => id === choice.staff);
  const theirs = member !== undefined && (query.data?.length ?? 0) > 0;
  return <Notice title={t.times.noneTitle(monthName(month))}>{theirs ? t.times.noneFor(member.name) : t.times.none}</Notice>;
}

const Pending = () => (
  <div className="grid grid-cols-[repeat(auto-fill,minmax(8.25rem,1fr))] gap-2">
    <Skeletons count={6} className="h-14" label={t.times.loading} />
  </div>
);
