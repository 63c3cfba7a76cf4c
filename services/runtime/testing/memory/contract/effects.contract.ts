/** What the effect worker relies on: leases, deliveries that count once, reminders that are replaced. */
import { expect } from 'chai';
import type { NewEffect } from '../../../actor/records.ts';
import type { Database } from '../../../db/database.ts';
import { newId } from '../../../ids.ts';
import { at, hold, NOW, once, OTHER_TENANT, TENANT, untilWaiting, type OpenStand, type Stand, type StandClient } from './stand.ts';

const effect = (name: string, more: Partial<NewEffect> = {}): NewEffect => ({
  id: newId(), tenantId: TENANT, actor: 'bell', keyType: 'bell', key: newId(), name, kind: 'effect', input: { sound: 'ding', none: undefined }, due: NOW, traceparent: 'tp', ...more,
});

export function effectsContract(open: OpenStand): void {
  let stand: Stand;
  let a: StandClient;
  let b: StandClient;
  let relay: Database['relay'];

  beforeEach(async () => {
    stand = await open();
    [a, b] = await Promise.all([stand.connect(), stand.connect()]);
    ({ relay } = a.database);
  });
  afterEach(() => stand[Symbol.asyncDispose]());

  describe('effects', () => {
    const add = (...effects: readonly NewEffect[]): Promise<void> => once(a, (query) => stand.tables.records.addEffects(query, effects, NOW));
    const names = async (now: Date, limit = 10, leaseMs = 10_000): Promise<string[]> =>
      (await stand.tables.effects.leaseDue(relay, limit, leaseMs, now)).map(({ name }) => name).sort();

    it('are leased when due, whole, and by nobody else until the lease ends', async () => {
      const due = effect('due');
      await add(due, effect('later', { due: at(60) }));
      const [leased] = await stand.tables.effects.leaseDue(relay, 10, 10_000, NOW);
      expect(leased).to.deep.include({
        id: due.id, tenant_id: TENANT, actor: 'bell', key_type: 'bell', key: due.key, name: 'due', kind: 'effect', input: { sound: 'ding' }, attempts: 1, traceparent: 'tp',
      });
      expect(await names(at(10))).to.deep.equal([]);
      expect(await names(at(11))).to.deep.equal(['due']);
      expect(await names(at(60))).to.deep.equal(['due', 'later']);
    });

    it('that have waited longest are leased first', async () => {
      await add(effect('second', { due: at(-10) }), effect('third', { due: at(-5) }), effect('first', { due: at(-20) }));
      expect(await names(NOW, 2)).to.deep.equal(['first', 'second']);
      expect(await names(NOW, 2)).to.deep.equal(['third']);
    });

    it('of a tenant with many wait for those of others with few, also while some of its own are under way', async () => {
      const many = Array.from({ length: 6 }, (_, nth) => effect(`many ${nth}`, { due: at(nth - 60) }));
      const few = [effect('few 0', { tenantId: OTHER_TENANT, due: at(-2) }), effect('few 1', { tenantId: OTHER_TENANT, due: at(-1) })];
      await once(a, (query) => stand.tables.records.addEffects(query, [...many, ...few], NOW), [TENANT, OTHER_TENANT]);
      expect(await names(NOW, 2)).to.deep.equal(['few 0', 'many 0']);
      expect(await names(NOW, 1)).to.deep.equal(['many 1']);
      expect(await names(NOW, 1)).to.deep.equal(['few 1']);
      expect(await names(NOW)).to.deep.equal(['many 2', 'many 3', 'many 4', 'many 5']);
    });

    it('that are being delivered are passed over, and do not count', async () => {
      const [busy, free] = [effect('busy', { due: at(-5) }), effect('free')];
      await add(busy, free);
      const delivery = await hold(a, (query) => stand.tables.batch.lockEffects(query, [busy.id]));
      expect(await names(NOW, 1)).to.deep.equal(['free']);
      await delivery.commit();
      expect(await names(NOW, 1)).to.deep.equal(['busy']);
    });

    it('of an open transaction are not there yet', async () => {
      const writer = await hold(a, (query) => stand.tables.records.addEffects(query, [effect('new')], NOW));
      expect(await names(NOW)).to.deep.equal([]);
      await writer.commit();
      expect(await names(NOW)).to.deep.equal(['new']);
    });

    it('are delivered once: the second delivery waits for the first and finds nothing', async () => {
      const one = effect('one');
      await add(one);
      const first = await hold(a, (query) => stand.tables.batch.lockEffects(query, [one.id, newId()]));
      expect(first.result).to.deep.equal([one.id]);
      const second = once(b, (query) => stand.tables.batch.lockEffects(query, [one.id]));
      await untilWaiting(stand);
      await stand.tables.batch.removeEffects(first.query, [one.id]);
      await first.commit();
      expect(await second).to.deep.equal([]);
    });

    it('are postponed, parked, and sent on their way again', async () => {
      const { effects } = stand.tables;
      const one = effect('one');
      await add(one);
      await names(NOW);
      await effects.postpone(relay, one.id, 'no luck', 30_000, NOW);
      expect(await names(at(29))).to.deep.equal([]);
      expect(await names(at(30))).to.deep.equal(['one']);
      expect(await effects.redrive(relay, one.id)).to.equal(false);
      await effects.park(relay, one.id, 'hopeless', at(30));
      expect(await names(at(9_999))).to.deep.equal([]);
      expect(await effects.redrive(relay, one.id)).to.equal(true);
      const [again] = await effects.leaseDue(relay, 1, 10_000, new Date('2100-01-01T00:00:00Z'));
      expect(again).to.deep.include({ id: one.id, attempts: 2 });
      expect(await effects.redrive(relay, newId())).to.equal(false);
    });

    it('are concluded by the attempt that leased them last', async () => {
      const { effects } = stand.tables;
      const one = effect('one');
      await add(one);
      await names(NOW);
      await names(at(11));
      await effects.park(relay, one.id, 'too late', at(11), 1);
      await effects.postpone(relay, one.id, 'too late', 5_000, at(11), 1);
      expect(await names(at(20))).to.deep.equal([]);
      await effects.postpone(relay, one.id, 'in time', 5_000, at(11), 2);
      expect(await names(at(16))).to.deep.equal(['one']);
    });

    it('are overdue from their deadline on, and tried once more at the deadline at the latest', async () => {
      const { effects } = stand.tables;
      const one = effect('one', { deadline: at(20) });
      await add(one);
      const lease = async (now: Date): Promise<(boolean | undefined)[]> => (await effects.leaseDue(relay, 1, 1_000, now)).map(({ overdue }) => overdue);
      expect(await lease(NOW)).to.deep.equal([false]);
      await effects.postpone(relay, one.id, 'no', 60_000, NOW);
      expect(await lease(at(19))).to.deep.equal([]);
      expect(await lease(at(20))).to.deep.equal([true]);
      await effects.postpone(relay, one.id, 'no', 60_000, at(20));
      expect(await lease(at(79))).to.deep.equal([]);
    });
  });

  describe('reminders', () => {
    const reminder = (key: string, due: Date, more: Partial<NewEffect> = {}): NewEffect => effect('wake', { kind: 'reminder', key, due, input: null, ...more });
    const set = (client: StandClient, ...reminders: readonly NewEffect[]) => hold(client, (query) => stand.tables.records.setReminders(query, reminders, NOW));
    const due = (now: Date) => stand.tables.effects.leaseDue(relay, 10, 10_000, now);

    it('are replaced by one of the same name, under a new id and from the first attempt on', async () => {
      const key = newId();
      const [old, next] = [reminder(key, NOW), reminder(key, at(60))];
      await (await set(a, old)).commit();
      await due(NOW);
      await stand.tables.effects.park(relay, old.id, 'broken', NOW);
      await (await set(a, next)).commit();
      expect(await due(at(59))).to.deep.equal([]);
      const [row, ...more] = await due(at(60));
      expect(row).to.deep.include({ id: next.id, attempts: 1, kind: 'reminder' });
      expect(more).to.deep.equal([]);
      expect(await once(a, (query) => stand.tables.batch.lockEffects(query, [old.id]))).to.deep.equal([]);
    });

    it('are apart by tenant, type of key, key and name', async () => {
      const key = newId();
      const all = [reminder(key, NOW), reminder(newId(), NOW), reminder(key, NOW, { name: 'other' }), reminder(key, NOW, { keyType: 'other' }), reminder(key, NOW, { tenantId: OTHER_TENANT })];
      await once(a, (query) => stand.tables.records.setReminders(query, all, NOW), [TENANT, OTHER_TENANT]);
      expect(await due(NOW)).to.have.length(5);
    });

    it('are taken back by name, effects of that name are not', async () => {
      const key = newId();
      await once(a, async (query) => {
        await stand.tables.records.setReminders(query, [reminder(key, NOW)], NOW);
        await stand.tables.records.addEffects(query, [effect('wake', { key })], NOW);
        await stand.tables.records.forgetReminders(query, [{ tenantId: TENANT, keyType: 'bell', key, name: 'wake' }]);
      });
      expect((await due(NOW)).map(({ kind }) => kind)).to.deep.equal(['effect']);
    });

    it('that somebody is just replacing are waited for', async () => {
      const key = newId();
      const first = await set(a, reminder(key, at(10)));
      const next = reminder(key, at(20));
      const second = once(b, (query) => stand.tables.records.setReminders(query, [next], NOW));
      await untilWaiting(stand);
      await first.commit();
      await second;
      expect((await due(at(99))).map(({ id }) => id)).to.deep.equal([next.id]);
    });

    it('whose delivery waits while they are replaced are gone for it', async () => {
      const key = newId();
      const old = reminder(key, NOW);
      await (await set(a, old)).commit();
      const replacing = await set(a, reminder(key, at(20)));
      const delivery = once(b, (query) => stand.tables.batch.lockEffects(query, [old.id]));
      await untilWaiting(stand);
      await replacing.commit();
      expect(await delivery).to.deep.equal([]);
    });
  });
}
