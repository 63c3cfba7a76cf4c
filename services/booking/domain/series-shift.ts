/** The wall time to which a booking of a series moves: so many days later or earlier, and at another time of day when one is named. */
import { Temporal } from 'temporal-polyfill';
import { timeAtLocal, type BookedTime } from './local-time.ts';

export interface Shift {
  readonly days: number;
  /** `HH:MM`; empty keeps the time of day. */
  readonly localTime: string;
}

/** `undefined` for a time that is none of the clock. */
export function shifted({ localStart, timeZone }: Pick<BookedTime, 'localStart' | 'timeZone'>, { days, localTime }: Shift): { readonly localStart: string; readonly start: Date } | undefined {
  const [date = '', time = ''] = localStart.split('T');
  const local = `${Temporal.PlainDate.from(date).add({ days }).toString()}T${localTime || time}`;
  const found = timeAtLocal(local, 0, timeZone);
  return found && { localStart: local, start: found.start };
}
