import { expect } from 'chai';
import { trace } from '@opentelemetry/api';
import type { Change, Store } from '../../runtime/actor/types.ts';
import { openDatabase, type Database } from '../../runtime/db/database.ts';
import { migrate } from '../../runtime/db/migrate.ts';
import { newId } from '../../runtime/ids.ts';
import { createTestDatabase, type TestDatabase } from '../../runtime/testing/database.ts';
import { defaultRules, type BookingRules, type Need } from '../domain/rules.ts';
import type { Bookable, Closure } from '../domain/schedule.ts';
import { resourceStore, staffStore } from './bookable-store.ts';
import { closureStore } from './closure-store.ts';
import { loadBookables } from './load-bookables.ts';
import { rulesStore } from './rules-store.ts';

const NOW = new Date('2027-03-01T09:00:00Z');
const need = (kind: string): Need => ({ kind, count: 1, skills: [], offsetMinutes: 0, minutes: 0 });

describe('what decides when an offering can be had', function () {
  this.timeout(30_000);
  let files: TestDatabase;
  let database: Database;
  const [tenantId, other] = [newId(), newId()];
  const [massage, sauna, yoga] = [newId(), newId(), newId()];

  const bookable = (name: string, kind: string, offeringIds: readonly string[] = []): Bookable => ({
    id: newId(), kind, name, offeringIds, skills: ['calm'],
    schedule: {
      timeZone: 'Europe/Lisbon',
      weekly: [{ day: 1, start: '09:00', end: '24:00', until: '2027-12-31' }],
      overrides: [{ date: '2027-12-24', hours: [{ start: '10:00', end: '12:00' }], reason: 'short' }],
    },
  });
  const rui = bookable('Rui', 'staff', [massage, yoga]);
  const ana = bookable('Ana', 'staff', [massage]);
  const eva = bookable('Eva', 'staff', [sauna]);
  const [blue, boat] = [bookable('Blue', 'room'), bookable('Boat', 'boat')];
  const rules = (offeringId: string, ...needs: readonly Need[]): BookingRules => ({ ...defaultRules(offeringId), leadMinutes: 30, needs });
  const over: Closure = { id: newId(), from: '2026-12-24', until: '2026-12-26', reason: 'last year' };
  const easter: Closure = { id: newId(), from: '2027-03-28', until: '2027-03-29', reason: 'Easter' };

  async function save<P extends object>(store: Store<P>, type: string, values: readonly (readonly [id: string, value: P])[], tenant = tenantId): Promise<void> {
    const changes = values.map(([id, after]): Change<P> => ({ tenantId: tenant, key: { type, id }, before: undefined, after, version: 1n, now: NOW }));
    await database.write([tenant], (query) => store.save(query, changes));
  }
  /** As whoever asks for the one offering sees staff who serve more. */
  const serving = (staff: Bookable, offeringId: string): Bookable => ({ ...staff, offeringIds: [offeringId] });
  const look = (offeringId: string, tenant = tenantId) => database.write([tenant], (query) => loadBookables(query, offeringId, NOW));

  before(async () => {
    files = await createTestDatabase('bookables');
    await migrate({ ...files, folder: new URL('./migrations/', import.meta.url) });
    database = await openDatabase({ url: files.appUrl, relayUrl: files.relayUrl, entities: [], tracer: trace.getTracer('test') });
    await save(staffStore, 'staff', [rui, ana, eva].map((each) => [each.id, each]));
    await save(resourceStore, 'resource', [blue, boat].map((each) => [each.id, each]));
    await save(closureStore, 'closure', [easter, over].map((each) => [each.id, each]));
    await save(rulesStore, 'rules', [[massage, rules(massage, need('staff'), need('room'))], [sauna, rules(sauna, need('room'))]]);
    await save(staffStore, 'staff', [[newId(), { ...bookable('Stranger', 'staff', [massage]) }]], other);
  });
  after(async () => {
    await database[Symbol.asyncDispose]();
    await files[Symbol.asyncDispose]();
  });

  it('are its staff, by name, when nothing else was set', async () => {
    expect(await look(yoga)).to.deep.equal({ bookables: [serving(rui, yoga)], closures: [easter], rules: defaultRules(yoga) });
  });

  it('are its staff and the resources that its rules need, whole, and no others', async () => {
    const { bookables, rules: found } = await look(massage);
    expect(bookables).to.deep.equal([serving(ana, massage), blue, serving(rui, massage)]);
    expect(found).to.deep.equal(rules(massage, need('staff'), need('room')));
  });

  it('are no staff when the rules need none', async () => {
    expect((await look(sauna)).bookables).to.deep.equal([blue]);
  });

  it("are never another business's", async () => {
    const { bookables, closures, rules: found } = await look(massage, other);
    expect([bookables.map(({ name }) => name), closures, found]).to.deep.equal([['Stranger'], [], defaultRules(massage)]);
  });
});
