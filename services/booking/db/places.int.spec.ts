import { expect } from 'chai';
import { trace } from '@opentelemetry/api';
import { WriteConflict, type Change } from '../../runtime/actor/types.ts';
import { openDatabase, type Database } from '../../runtime/db/database.ts';
import { migrate } from '../../runtime/db/migrate.ts';
import { newId } from '../../runtime/ids.ts';
import { createTestDatabase, type TestDatabase } from '../../runtime/testing/database.ts';
import { allLanes } from '../domain/lanes.ts';
import { takeLanes, takeTime, type Calendar, type Session } from '../domain/place.ts';
import { calendarStore } from './calendar-store.ts';
import { sessionStore } from './session-store.ts';

const tenantId = newId();
const now = new Date('2027-03-01T09:00:00Z');
const at = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);

/** No mailbox, no locks, and everyone has read the same empty place: what is left is Postgres. */
describe('places without actors', function () {
  this.timeout(30_000);
  let files: TestDatabase;
  let database: Database;

  before(async () => {
    files = await createTestDatabase('places');
    await migrate({ ...files, folder: new URL('./migrations/', import.meta.url) });
    database = await openDatabase({ url: files.appUrl, relayUrl: files.relayUrl, entities: [], tracer: trace.getTracer('test') });
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await files[Symbol.asyncDispose]();
  });

  const change = <P extends Session | Calendar>(type: string, before: P, after: P): Change<P> => ({ tenantId, key: { type, id: before.id }, before, after, version: 1n, now });
  const takeTo = (before: Calendar, start: Date, end: Date) =>
    database.write([tenantId], (query) => calendarStore.save(query, [change('calendar', before, takeTime(before, { id: newId(), bookingId: newId(), start, end }))]));

  /** How many got through; the others were told that the place is taken, and nothing else. */
  async function winners(attempts: readonly Promise<void>[]): Promise<number> {
    const results = await Promise.allSettled(attempts);
    const reasons = results.flatMap((result) => (result.status === 'rejected' ? [result.reason instanceof WriteConflict ? result.reason.rejection.reason : String(result.reason)] : []));
    expect(new Set(reasons)).to.deep.equal(new Set(['SLOT_TAKEN']));
    return results.length - reasons.length;
  }

  it('lets one of two hundred have each place of a session', async () => {
    const time = { start: at(60), end: at(120), timeZone: 'UTC', localStart: '2027-03-01T10:00', localEnd: '2027-03-01T11:00' };
    const session: Session = { id: newId(), offeringId: newId(), time, capacity: 20, free: allLanes(20), taken: new Map(), left: new Map() };
    await database.write([tenantId], (query) => sessionStore.save(query, [{ tenantId, key: { type: 'session', id: session.id }, before: undefined, after: session, version: 1n, now }]));
    const attempts = Array.from({ length: 200 }, (_, n) =>
      database.write([tenantId], (query) => sessionStore.save(query, [change('session', session, takeLanes(session, [n % 20], newId()))])),
    );
    expect(await winners(attempts)).to.equal(20);
  });

  it('lets one of two hundred have a time of someone, however theirs overlap', async () => {
    const calendar: Calendar = { id: newId(), claims: [] };
    const attempts = Array.from({ length: 200 }, (_, n) => takeTo(calendar, at(n % 30), at(60 + (n % 30))));
    expect(await winners(attempts)).to.equal(1);
  });

  it('lets times follow each other without a gap', async () => {
    const calendar: Calendar = { id: newId(), claims: [] };
    await takeTo(calendar, at(0), at(60));
    await takeTo(calendar, at(60), at(120));
    expect(await winners([takeTo(calendar, at(59), at(61))])).to.equal(0);
  });
});
