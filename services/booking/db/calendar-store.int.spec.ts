import { expect } from 'chai';
import { trace } from '@opentelemetry/api';
import type { Change, Load } from '../../runtime/actor/types.ts';
import { openDatabase, type Database } from '../../runtime/db/database.ts';
import { migrate } from '../../runtime/db/migrate.ts';
import { newId } from '../../runtime/ids.ts';
import { createTestDatabase, type TestDatabase } from '../../runtime/testing/database.ts';
import type { Span } from '../domain/local-time.ts';
import { takeTime, type Calendar } from '../domain/place.ts';
import { calendarStore } from './calendar-store.ts';

const [tenantId, id] = [newId(), newId()];
const key = { type: 'calendar', id };
const hour = (hours: number): Date => new Date(Date.UTC(2027, 2, 1) + hours * 3_600_000);
const span = (from: number, to: number): Span => ({ from: hour(from), to: hour(to) });

describe('the claims of a calendar that turns look at', function () {
  this.timeout(30_000);
  let files: TestDatabase;
  let database: Database;

  before(async () => {
    files = await createTestDatabase('calendar');
    await migrate({ ...files, folder: new URL('./migrations/', import.meta.url) });
    database = await openDatabase({ url: files.appUrl, relayUrl: files.relayUrl, entities: [], tracer: trace.getTracer('test') });
    const empty: Calendar = { id, claims: [] };
    const full = [[0, 30], [40, 41], [50, 60], [60, 61], [90, 91]].reduce((calendar, [from = 0, to = 0]) => takeTime(calendar, { id: newId(), bookingId: newId(), start: hour(from), end: hour(to) }), empty);
    const change: Change<Calendar> = { tenantId, key, before: empty, after: full, version: 1n, now: hour(0) };
    await database.write([tenantId], (query) => calendarStore.save(query, [change]));
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await files[Symbol.asyncDispose]();
  });

  /** Starts in hours of what turns with these windows see. */
  async function seen(...windows: readonly unknown[]): Promise<readonly number[]> {
    const load: Load = { tenantId, key, turns: windows.map((window) => ({ window, keys: [key] })) };
    let found: readonly number[] = [];
    await database.write([tenantId], async (query) => {
      if (!('loadAcross' in calendarStore)) throw new TypeError('calendars are loaded across tenants');
      const [calendar] = await calendarStore.loadAcross(query, [load]);
      found = (calendar?.claims ?? []).map(({ start }) => (start.getTime() - hour(0).getTime()) / 3_600_000);
    });
    return found.toSorted((a, b) => a - b);
  }

  it('are those that reach into one of their stretches, each once, and none in between', async () => {
    expect(await seen({ spans: [span(29, 31), span(55, 60)] })).to.deep.equal([0, 50]);
    expect(await seen({ spans: [span(1, 2), span(3, 4)] })).to.deep.equal([0]);
    expect(await seen({ spans: [span(30, 40)] })).to.deep.equal([]);
    expect(await seen({ spans: [] })).to.deep.equal([]);
  });

  it('are those of all turns together', async () => {
    expect(await seen({ spans: [span(40, 50)] }, { spans: [span(45, 51), span(90, 91)] })).to.deep.equal([40, 50, 90]);
  });

  it('are all that are ahead when one of them does not say', async () => {
    expect(await seen({ spans: [span(40, 41)] }, undefined)).to.deep.equal([0, 40, 50, 60, 90]);
  });
});
