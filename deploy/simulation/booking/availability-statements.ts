/** What booking's reads of availability mean in memory: whose time is taken, the rules of an offering, and the versions of all that an answer comes from. */
import { rowsOf } from '#runtime/testing/memory/runtime-rows.ts';
import { STAFF } from '../../../services/booking/domain/bookable.ts';
import { all, idsIn, visible, type Reading, type Statement } from './reading.ts';
import { calendars, closures, offerings, resources, rules, sessions, staff } from './stores.ts';

export const availabilityStatements: readonly Statement[] = [
  ['select r.id as resource_id, c.taken', busy],
  ['select offering_id, version, rules from booking_rules', (reading) =>
    all(reading, rules).filter(({ offeringId }) => idsIn(reading.params).includes(offeringId)).map((set) => ({ offering_id: set.offeringId, version: 1n, rules: set }))],
  ['with bookable as', versions],
];

function busy({ tx, server, params }: Reading): object[] {
  const [, from, to] = params;
  if (!(from instanceof Date) || !(to instanceof Date)) throw new TypeError('calendars are read between two instants');
  const claims = visible(tx, calendars.committed({ state: server }).claims);
  return idsIn(params).flatMap((id) => {
    const taken = claims.filter(({ key, claim }) => key.id === id && claim.start < to && claim.end > from).map(({ claim }) => claim);
    const instants = taken.toSorted((a, b) => a.start.getTime() - b.start.getTime()).flatMap(({ start, end }) => [start, end]);
    return taken.length === 0 ? [] : [{ resource_id: id, taken: Buffer.concat(instants.map(sent)) }];
  });
}

/** As Postgres sends a `timestamptz`: microseconds since 2000. */
function sent(instant: Date): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(instant.getTime() - Date.UTC(2000, 0, 1)) * 1_000n);
  return bytes;
}

interface Versioned {
  readonly type: string;
  readonly id: string;
}

function versions(reading: Reading): object[] {
  const [offeringId, from, to] = reading.params;
  if (!(from instanceof Date) || !(to instanceof Date)) throw new TypeError('versions are read between two instants');
  const set = all(reading, rules).find((each) => each.offeringId === offeringId);
  const people = all(reading, staff).filter(({ offeringIds }) => offeringIds.some((id) => id === offeringId)).map(({ id }) => ({ type: STAFF, id }));
  const things = all(reading, resources).filter(({ kind }) => set?.needs.some((need) => need.kind === kind)).map(({ id }) => ({ type: 'resource', id }));
  const dates = all(reading, sessions).filter((session) => session.offeringId === offeringId && (set?.inTotal !== undefined || (session.time.start >= from && session.time.start < to)));
  const dayBefore = new Date(from.getTime() - 86_400_000).toISOString().slice(0, 10);
  const found: Versioned[] = [
    ...all(reading, offerings).filter(({ id }) => id === offeringId).map(({ id }) => ({ type: 'offering', id })),
    ...(set ? [{ type: 'rules', id: set.offeringId }] : []),
    ...all(reading, closures).filter(({ until }) => until >= dayBefore).map(({ id }) => ({ type: 'closure', id })),
    ...people, ...things, ...[...people, ...things].map(({ id }) => ({ type: 'calendar', id })),
    ...dates.map(({ id }) => ({ type: 'session', id })),
  ];
  const known = new Map<string, bigint>();
  for (const { committed } of rowsOf(reading.server).anchors.rows.values()) if (committed) known.set(`${committed.key.type} ${committed.key.id}`, committed.version);
  return found.map(({ type, id }) => ({ type, id, version: known.get(`${type} ${id}`) ?? null })).toSorted((a, b) => (`${a.type} ${a.id}` < `${b.type} ${b.id}` ? -1 : 1));
}
