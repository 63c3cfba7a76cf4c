/** What services rely on in their stores: rows by tenant and key, and claims of which one at most can stand. */
import { expect } from 'chai';
import { WriteConflict, type Change, type Key, type Store } from '../../../actor/types.ts';
import type { Query } from '../../../db/query.ts';
import { newId } from '../../../ids.ts';
import { at, codeOf, hold, NOW, once, OTHER_TENANT, TENANT, untilWaiting, type Diary, type Held, type OpenStand, type Room, type Stand, type StandClient, type Stretch } from './stand.ts';

export function storesContract(open: OpenStand): void {
  let stand: Stand;
  let a: StandClient;
  let b: StandClient;

  beforeEach(async () => {
    stand = await open();
    [a, b] = await Promise.all([stand.connect(), stand.connect()]);
  });
  afterEach(() => stand[Symbol.asyncDispose]());

  const room = (id: string, seats: Record<number, string> = {}, label = id): Room => ({ id, label, seats: new Map(Object.entries(seats).map(([lane, who]) => [Number(lane), who])) });
  const stretch = (from: number, to: number, lane = 0): Stretch => ({ id: newId(), lane, start: at(from), end: at(to) });
  const keyOf = (id: string): Key => ({ type: 'place', id });
  const change = <P extends { readonly id: string }>(id: string, before: P | undefined, after: P | undefined, tenantId = TENANT): Change<P> => ({
    tenantId, key: keyOf(id), before, after, version: 1n, now: NOW,
  });
  const save = <P>(store: Store<P>, ...changes: readonly Change<P>[]) => (query: Query) => store.save(query, changes);

  async function load<P>(store: Store<P>, query: Query, id: string, window?: unknown): Promise<P | undefined> {
    const loads = [{ tenantId: TENANT, key: keyOf(id), turns: [{ window, keys: [keyOf(id)] }] }];
    return 'loadAcross' in store ? (await store.loadAcross(query, loads))[0] : (await store.load(query, loads)).get(id);
  }
  const roomNow = (id: string): Promise<Room | undefined> => once(b, (query) => load(stand.rooms, query, id));
  const diaryNow = (id: string): Promise<Diary | undefined> => once(b, (query) => load(stand.diaries, query, id));

  /** The conflict of a promise that is refused. */
  async function refusal(work: Promise<unknown>): Promise<string | undefined> {
    try {
      await work;
      return undefined;
    } catch (error) {
      if (error instanceof WriteConflict) return error.rejection.reason;
      throw error;
    }
  }

  /** Whether a save that waits for another's open transaction is refused, after each of its ends. */
  async function raced<P>(store: Store<P>, first: Change<P>, second: Change<P>, prepare: readonly Change<P>[] = []): Promise<Record<'commit' | 'rollback', boolean>> {
    const outcomes = { commit: false, rollback: false };
    for (const end of ['rollback', 'commit'] as const) {
      if (end === 'rollback' && prepare.length > 0) await once(a, save(store, ...prepare));
      const holder: Held<void> = await hold(a, save(store, first));
      const other = refusal(hold(b, save(store, second)).then((held) => held.rollback()));
      await untilWaiting(stand);
      await holder[end]();
      outcomes[end] = (await other) !== undefined;
    }
    return outcomes;
  }

  describe('rows', () => {
    it('are written and read back, changed, and seen after the commit', async () => {
      const id = newId();
      const first = room(id, { 0: 'x' }, 'red');
      const writer = await hold(a, save(stand.rooms, change(id, undefined, first)));
      expect(await load(stand.rooms, writer.query, id)).to.deep.equal(first);
      expect(await roomNow(id)).to.equal(undefined);
      await writer.commit();
      expect(await roomNow(id)).to.deep.equal(first);
      const second = room(id, { 0: 'x', 2: 'y' }, 'red');
      await once(a, save(stand.rooms, change(id, first, second)));
      expect(await roomNow(id)).to.deep.equal(second);
    });

    it('that are rolled back were never there', async () => {
      const id = newId();
      const writer = await hold(a, save(stand.rooms, change(id, undefined, room(id, { 1: 'x' }))));
      await writer.rollback();
      expect(await roomNow(id)).to.equal(undefined);
      await once(a, save(stand.rooms, change(id, undefined, room(id, { 1: 'y' }))));
      expect(await roomNow(id)).to.deep.equal(room(id, { 1: 'y' }));
    });

    it('of other tenants are neither seen nor in the way, also under the same id', async () => {
      const id = newId();
      await once(a, save(stand.rooms, change(id, undefined, room(id, { 0: 'theirs' }, 'red'), OTHER_TENANT)), [OTHER_TENANT]);
      expect(await roomNow(id)).to.equal(undefined);
      await once(a, save(stand.rooms, change(id, undefined, room(id, { 0: 'mine' }, 'red'))));
      expect(await roomNow(id)).to.deep.equal(room(id, { 0: 'mine' }, 'red'));
      expect(await codeOf(once(a, save(stand.rooms, change(newId(), undefined, room(newId()), OTHER_TENANT))))).to.equal('42501');
    });

    it('that exist, or whose unique value does, are refused', async () => {
      const [one, two] = [newId(), newId()];
      await once(a, save(stand.rooms, change(one, undefined, room(one, {}, 'red'))));
      expect(await refusal(once(b, save(stand.rooms, change(one, undefined, room(one, {}, 'blue')))))).to.equal('ROOM_EXISTS');
      expect(await refusal(once(b, save(stand.rooms, change(two, undefined, room(two, {}, 'red')))))).to.equal('ROOM_EXISTS');
      expect(await roomNow(two)).to.equal(undefined);
    });

    it('wait for one of the same unique value that nobody knows yet whether it will be', async () => {
      const [one, two] = [newId(), newId()];
      expect(await raced(stand.rooms, change(one, undefined, room(one, {}, 'red')), change(two, undefined, room(two, {}, 'red')))).to.deep.equal({ commit: true, rollback: false });
    });
  });

  describe('places that are taken once', () => {
    it('are refused to the second', async () => {
      const id = newId();
      await once(a, save(stand.rooms, change(id, undefined, room(id, { 3: 'x' }))));
      expect(await refusal(once(b, save(stand.rooms, change(id, room(id), room(id, { 3: 'y' })))))).to.equal('SEAT_TAKEN');
      expect(await roomNow(id)).to.deep.equal(room(id, { 3: 'x' }));
    });

    it('go from one to another in one change', async () => {
      const id = newId();
      await once(a, save(stand.rooms, change(id, undefined, room(id, { 3: 'x' }))));
      await once(a, save(stand.rooms, change(id, room(id, { 3: 'x' }), room(id, { 3: 'y' }))));
      expect(await roomNow(id)).to.deep.equal(room(id, { 3: 'y' }));
    });

    it('are given back by whoever has them only', async () => {
      const id = newId();
      await once(a, save(stand.rooms, change(id, undefined, room(id, { 3: 'x' }))));
      await once(a, save(stand.rooms, change(id, room(id, { 3: 'z' }), room(id))));
      expect(await roomNow(id)).to.deep.equal(room(id, { 3: 'x' }));
    });

    it('that somebody is just taking are waited for', async () => {
      const id = newId();
      const made = change(id, undefined, room(id));
      expect(await raced(stand.rooms, change(id, room(id), room(id, { 1: 'x' })), change(id, room(id), room(id, { 1: 'y' })), [made])).to.deep.equal({ commit: true, rollback: false });
    });

    it('that somebody is just giving back are waited for', async () => {
      const id = newId();
      const made = change(id, undefined, room(id, { 1: 'x' }));
      expect(await raced(stand.rooms, change(id, room(id, { 1: 'x' }), room(id)), change(id, room(id), room(id, { 1: 'y' })), [made])).to.deep.equal({ commit: false, rollback: true });
    });

    it('are all taken or none, also when one is refused and the transaction goes on regardless', async () => {
      const id = newId();
      await once(a, save(stand.rooms, change(id, undefined, room(id, { 1: 'x' }))));
      const careless = await hold(b, (query) => refusal(save(stand.rooms, change(id, room(id), room(id, { 0: 'y', 1: 'y' })))(query)));
      expect(careless.result).to.equal('SEAT_TAKEN');
      await careless.commit();
      expect(await roomNow(id)).to.deep.equal(room(id, { 1: 'x' }));
    });
  });

  describe('stretches of time that never overlap', () => {
    const diary = (id: string, ...stretches: readonly Stretch[]): Diary => ({ id, stretches });
    const taking = (id: string, ...stretches: readonly Stretch[]): Change<Diary> => change(id, diary(id), diary(id, ...stretches));

    it('are refused to the second, wherever they touch', async () => {
      const id = newId();
      const first = stretch(10, 20);
      await once(a, save(stand.diaries, taking(id, first)));
      for (const [from, to] of [[10, 20], [5, 11], [19, 25], [12, 13], [0, 99]] as const) {
        expect(await refusal(once(b, save(stand.diaries, taking(id, stretch(from, to))))), `${from}-${to}`).to.equal('TIME_TAKEN');
      }
      expect(await diaryNow(id)).to.deep.equal(diary(id, first));
    });

    it('may follow each other at once, and stand in other lanes, keys and tenants', async () => {
      const [id, other] = [newId(), newId()];
      const [middle, ...around] = [stretch(10, 20), stretch(20, 30), stretch(5, 10), stretch(10, 20, 1)];
      const all = [middle, ...around];
      await once(a, save(stand.diaries, taking(id, middle), taking(other, stretch(10, 20))));
      await once(a, save(stand.diaries, taking(id, ...around)));
      await once(a, save(stand.diaries, change(id, diary(id), diary(id, stretch(10, 20)), OTHER_TENANT)), [OTHER_TENANT]);
      expect((await diaryNow(id))?.stretches.map((one) => one.id).sort()).to.deep.equal(all.map((one) => one.id).sort());
    });

    it('of one batch exclude each other, too', async () => {
      const id = newId();
      expect(await refusal(once(a, save(stand.diaries, taking(id, stretch(10, 20), stretch(15, 25)))))).to.equal('TIME_TAKEN');
      expect(await diaryNow(id)).to.deep.equal(diary(id));
    });

    it('make room for each other in one change', async () => {
      const id = newId();
      const [old, next] = [stretch(10, 20), stretch(15, 25)];
      await once(a, save(stand.diaries, taking(id, old)));
      await once(a, save(stand.diaries, change(id, diary(id, old), diary(id, next))));
      expect(await diaryNow(id)).to.deep.equal(diary(id, next));
    });

    it('that somebody is just taking are waited for', async () => {
      const id = newId();
      expect(await raced(stand.diaries, taking(id, stretch(10, 20)), taking(id, stretch(15, 25)))).to.deep.equal({ commit: true, rollback: false });
    });

    it('that somebody is just giving back are waited for', async () => {
      const id = newId();
      const old = stretch(10, 20);
      expect(await raced(stand.diaries, change(id, diary(id, old), diary(id)), taking(id, stretch(15, 25)), [taking(id, old)])).to.deep.equal({ commit: false, rollback: true });
    });

    it('that somebody took and gave back again are waited for: nobody else can tell yet that they are free', async () => {
      const id = newId();
      const fleeting = stretch(10, 20);
      const holder = await hold(a, async (query) => {
        await stand.diaries.save(query, [taking(id, fleeting)]);
        await stand.diaries.save(query, [change(id, diary(id, fleeting), diary(id))]);
      });
      const waiting = once(b, save(stand.diaries, taking(id, stretch(15, 25))));
      await untilWaiting(stand);
      await holder.commit();
      await waiting;
      expect((await diaryNow(id))?.stretches).to.have.length(1);
    });

    it('are nobody’s to wait for where they do not touch', async () => {
      const id = newId();
      const [held, free] = [stretch(10, 20), stretch(20, 30)];
      const holder = await hold(a, save(stand.diaries, taking(id, held)));
      await once(b, save(stand.diaries, taking(id, free)));
      await holder.commit();
      expect((await diaryNow(id))?.stretches).to.have.length(2);
    });

    it('are loaded as far as the turns’ windows reach', async () => {
      const id = newId();
      const [near, far] = [stretch(10, 20), stretch(100, 110)];
      await once(a, save(stand.diaries, taking(id, near, far)));
      const windowed = await once(b, (query) => load(stand.diaries, query, id, { from: at(0), to: at(50) }));
      expect(windowed).to.deep.equal(diary(id, near));
      expect((await diaryNow(id))?.stretches.map((one) => one.id)).to.deep.equal([near.id, far.id]);
    });

    it('must end after they start', async () => {
      const id = newId();
      expect(await codeOf(once(a, save(stand.diaries, taking(id, stretch(20, 20)))))).to.equal('23514');
    });
  });
}
