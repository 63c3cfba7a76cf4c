/** Closures, earliest first: all, or those that are not over on a date. */
import type { View } from '../../runtime/actor/types.ts';
import { invalidField } from '../../runtime/errors.ts';
import { closuresFrom, fromClosureRow } from '../db/closure-store.ts';
import { dayOf } from '../domain/calendar-date.ts';
import { toClosure } from '../schedule-mapping.ts';

const MOST = 1000;

export async function listClosures(view: View, { fromDate }: { readonly fromDate: string }) {
  if (fromDate !== '' && dayOf(fromDate) === undefined) throw invalidField('from_date', 'must be a date of the calendar, such as 2026-12-24');
  const rows = await closuresFrom(view.db, fromDate === '' ? '-infinity' : fromDate, MOST);
  return { closures: rows.map((row) => toClosure(fromClosureRow(row), row.version)) };
}
