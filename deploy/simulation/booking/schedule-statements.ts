/** What booking's reads of schedules mean in memory: who and what serves an offering, by which rules, and when all is closed. */
import { STAFF } from '../../../services/booking/domain/bookable.ts';
import type { Bookable, Closure } from '../../../services/booking/domain/schedule.ts';
import { all, type Reading, type Statement } from './reading.ts';
import { closures, resources, rules, staff } from './stores.ts';

export const scheduleStatements: readonly Statement[] = [
  ['with set_rules as', bookablesOf],
  ['select distinct kind from resource', (reading) => [...new Set(all(reading, resources).map(({ kind }) => kind))].map((kind) => ({ kind }))],
];

function bookablesOf(reading: Reading): object[] {
  const [offeringId, from] = reading.params.map(String);
  const set = all(reading, rules).find((each) => each.offeringId === offeringId);
  const kinds = new Set(set?.needs.map(({ kind }) => kind));
  const isServing = ({ offeringIds }: Bookable): boolean => offeringIds.includes(offeringId ?? '') && (kinds.size === 0 || kinds.has(STAFF));
  return [
    ...(set ? [{ what: 'rules', row: set }] : []),
    ...all(reading, closures).filter(({ until }) => until >= (from ?? '')).map((closure) => ({ what: 'closure', row: closureRow(closure) })),
    ...all(reading, staff).filter(isServing).toSorted(byName).map((member) => ({ what: 'staff', row: bookableRow(member) })),
    ...all(reading, resources).filter(({ kind }) => kinds.has(kind)).toSorted(byName).map((resource) => ({ what: 'resource', row: bookableRow(resource) })),
  ];
}

const bookableRow = ({ id, kind, name, offeringIds, skills, schedule }: Bookable): object => ({
  id, version: 1n, kind, name, time_zone: schedule.timeZone, offering_ids: offeringIds, skills, weekly_hours: schedule.weekly, date_overrides: schedule.overrides,
});

const closureRow = ({ id, from, until, reason }: Closure): object => ({ id, version: 1n, from_date: from, until_date: until, reason });

const byName = (a: Bookable, b: Bookable): number => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1);
