/** When, where and with whom: the zone is always named, the visitor's own time when it differs. */
import type { Offering, Slot } from '@berth/sdk/browser';
import { timestampDate } from '@bufbuild/protobuf/wkt';
import { Icon } from '../../components/icon.tsx';
import { viewerTime, wallSpan, zoneName } from '../../format/when.ts';
import { t } from '../../strings.ts';

interface ChosenTimeProps {
  readonly offering: Offering;
  readonly slot: Slot;
  readonly staffName: string | undefined;
}

export function ChosenTime({ offering, slot: { time }, staffName }: ChosenTimeProps) {
  if (!time?.startTime) return null;
  const theirs = viewerTime(time);
  return (
    <ul className="grid gap-3">
      <li className="flex gap-2.5">
        <Icon name="calendar" className="mt-0.5 size-5 text-accent" />
        <span>
          <span className="font-medium">{wallSpan(time)}</span>
          <span className="block text-sm text-quiet">
            {zoneName(time.timeZone, timestampDate(time.startTime))}
            {theirs !== undefined && ` · ${t.times.yours(theirs)}`}
          </span>
        </span>
      </li>
      {offering.place !== '' && (
        <li className="flex gap-2.5">
          <Icon name="pin" className="mt-0.5 size-5 text-accent" />
          {offering.place}
        </li>
      )}
      {staffName !== undefined && (
        <li className="flex gap-2.5">
          <Icon name="person" className="mt-0.5 size-5 text-accent" />
          {staffName}
        </li>
      )}
    </ul>
  );
}
