/** What a batch relies on: visibility, anchors, waiting, conflicts, and what becomes of transactions that fail or vanish. */
import { expect } from 'chai';
import type { LogEntry } from '../../../actor/request-log.ts';
import type { Query } from '../../../db/query.ts';
import { isTransient } from '../../../db/faults.ts';
import { newId } from '../../../ids.ts';
import { codeOf, hold, newAddress, NOW, once, OTHER_TENANT, TENANT, untilWaiting, type OpenStand, type Stand, type StandClient } from './stand.ts';

const entry = (requestId: string, tenantId = TENANT): LogEntry => ({
  tenantId, principal: 'someone', method: 'do', requestId, bodyHash: new Uint8Array([1]), reply: new Uint8Array([2]),
});

export function transactionsContract(open: OpenStand): void {
  let stand: Stand;
  let a: StandClient;
  let b: StandClient;

  before(async () => {
    stand = await open();
    [a, b] = await Promise.all([stand.connect(), stand.connect()]);
  });
  after(() => stand[Symbol.asyncDispose]());

  const lock = (address: ReturnType<typeof newAddress> | readonly ReturnType<typeof newAddress>[], wait = false) => (query: Query) =>
    stand.tables.anchors.lock(query, Array.isArray(address) ? address : [address], wait);
  /** A key whose anchor exists, at version 1. */
  async function known(): Promise<ReturnType<typeof newAddress>> {
    const address = newAddress();
    await once(a, async (query) => {
      await lock(address)(query);
      await stand.tables.anchors.save(query, [{ ...address, version: 1n, eventVersion: 0n }]);
    });
    return address;
  }

  describe('anchors', () => {
    it('are made once, and know whether they were', async () => {
      const address = newAddress();
      const first = await hold(a, lock(address));
      expect(first.result).to.deep.equal([{ ...address, version: 0n, eventVersion: 0n, fresh: true }]);
      await stand.tables.anchors.save(first.query, [{ ...address, version: 2n, eventVersion: 1n }]);
      await first.commit();
      expect(await once(b, lock(address))).to.deep.equal([{ ...address, version: 2n, eventVersion: 1n, fresh: false }]);
    });

    it('come in the order of type, key and tenant', async () => {
      const addresses = await Promise.all([known(), known(), known()]);
      const locked = await once(a, lock([...addresses].reverse()));
      expect(locked.map(({ key }) => key.id)).to.deep.equal(addresses.map(({ key }) => key.id).sort());
    });

    it('that someone holds are left out, others are not', async () => {
      const [held, free] = [await known(), await known()];
      const holder = await hold(a, lock(held));
      expect((await once(b, lock([held, free]))).map(({ key }) => key)).to.deep.equal([free.key]);
      await holder.commit();
      expect(await once(b, lock([held, free]))).to.have.length(2);
    });

    it('are waited for when asked to, and then are as their holder left them', async () => {
      const address = await known();
      const holder = await hold(a, lock(address));
      const waiting = once(b, lock(address, true));
      await untilWaiting(stand);
      await stand.tables.anchors.save(holder.query, [{ ...address, version: 7n, eventVersion: 3n }]);
      await holder.commit();
      expect(await waiting).to.deep.equal([{ ...address, version: 7n, eventVersion: 3n, fresh: false }]);
    });

    it('are given to those who wait in the order in which they came', async () => {
      const address = await known();
      const holder = await hold(a, lock(address));
      const order: number[] = [];
      const wait = (number: number) =>
        once(b, async (query) => {
          await lock(address, true)(query);
          order.push(number);
        });
      const first = wait(1);
      await untilWaiting(stand, 1);
      const second = wait(2);
      await untilWaiting(stand, 2);
      await holder.commit();
      await Promise.all([first, second]);
      expect(order).to.deep.equal([1, 2]);
    });

    it('that are waited for too long end the statement, and with it the transaction', async () => {
      const address = await known();
      const holder = await hold(a, lock(address));
      expect(await codeOf(b.database.write([TENANT], lock(address, true)))).to.equal('55P03');
      const late = await hold(b, async (query) => {
        await stand.tables.batch.waitForLocks(query, 5);
        return codeOf(lock(address, true)(query));
      });
      expect(late.result).to.equal('55P03');
      expect(await codeOf(lock(address)(late.query))).to.equal('25P02');
      await late.commit();
      await holder.rollback();
    });

    it('of a new key are left to whoever is making it, unless one waits on purpose', async () => {
      for (const outcome of ['commit', 'rollback'] as const) {
        const address = newAddress();
        const maker = await hold(a, lock(address));
        await stand.tables.anchors.save(maker.query, [{ ...address, version: 1n, eventVersion: 1n }]);
        expect(await once(b, lock(address))).to.deep.equal([]);
        const waiting = once(b, lock(address, true));
        await untilWaiting(stand);
        await maker[outcome]();
        const [version, fresh] = outcome === 'commit' ? [1n, false] : [0n, true];
        expect(await waiting, outcome).to.deep.equal([{ ...address, version, eventVersion: version, fresh }]);
      }
    });

    it('that are created without a look are waited for by whoever creates them, too', async () => {
      for (const [outcome, created] of [['commit', 0], ['rollback', 1]] as const) {
        const address = newAddress();
        const born = { ...address, version: 1n, eventVersion: 1n };
        const maker = await hold(a, (query) => stand.tables.anchors.create(query, [born]));
        expect(maker.result).to.equal(1);
        const waiting = hold(b, (query) => stand.tables.anchors.create(query, [born]));
        await untilWaiting(stand);
        await maker[outcome]();
        const second = await waiting;
        expect(second.result, outcome).to.equal(created);
        await second.rollback();
        const [version, fresh] = outcome === 'commit' ? [1n, false] : [0n, true];
        expect(await once(b, lock(address)), outcome).to.deep.equal([{ ...address, version, eventVersion: version, fresh }]);
      }
    });

    it('that are changed and not yet committed are left out, unless one waits on purpose', async () => {
      const address = await known();
      const writer = await hold(a, async (query) => {
        await lock(address)(query);
        await stand.tables.anchors.save(query, [{ ...address, version: 2n, eventVersion: 0n }]);
      });
      expect(await once(b, lock(address))).to.deep.equal([]);
      const waiting = once(b, lock(address, true));
      await untilWaiting(stand);
      await writer.commit();
      expect(await waiting).to.deep.equal([{ ...address, version: 2n, eventVersion: 0n, fresh: false }]);
    });

    it('that are removed again were never there', async () => {
      const address = newAddress();
      await once(a, async (query) => {
        await lock(address)(query);
        await stand.tables.anchors.remove(query, [address]);
      });
      expect(await once(b, lock(address))).to.deep.equal([{ ...address, version: 0n, eventVersion: 0n, fresh: true }]);
    });

    it('that are removed and made anew are not what somebody waited for', async () => {
      const address = await known();
      const remover = await hold(a, async (query) => {
        await lock(address)(query);
        await stand.tables.anchors.remove(query, [address]);
      });
      const waiting = once(b, lock(address, true));
      await untilWaiting(stand);
      expect(await lock(address)(remover.query)).to.deep.equal([{ ...address, version: 0n, eventVersion: 0n, fresh: true }]);
      await remover.commit();
      expect(await waiting).to.deep.equal([]);
    });

    it('taken in opposite orders are a deadlock, which one of the two pays for', async () => {
      const [one, two] = [await known(), await known()];
      const left = await hold(a, lock(one));
      const right = await hold(b, lock(two));
      const crossed = [lock(two, true)(left.query), lock(one, true)(right.query)];
      const loser = await Promise.race(crossed.map(async (wait, index) => codeOf(wait).then((code) => ({ code, index }), () => new Promise<never>(() => undefined))));
      expect(loser.code).to.equal('40P01');
      await [left, right][loser.index]?.rollback();
      expect(await crossed[1 - loser.index]).to.have.length(1);
      await [left, right][1 - loser.index]?.commit();
    });
  });

  describe('transactions', () => {
    it('show nobody what they wrote before they commit', async () => {
      const address = newAddress();
      const writer = await hold(a, async (query) => {
        await lock(address)(query);
        await stand.tables.requestLog.save(query, [entry(address.key.id)], NOW);
        return stand.tables.requestLog.find(query, [entry(address.key.id)]);
      });
      expect(writer.result).to.have.length(1);
      const look = (query: Query) => stand.tables.requestLog.find(query, [entry(address.key.id)]);
      expect(await once(b, look)).to.deep.equal([]);
      expect(await b.database.read([TENANT], look)).to.deep.equal([]);
      await writer.commit();
      expect(await once(b, look)).to.have.length(1);
      expect(await b.database.read([TENANT], look)).to.have.length(1);
    });

    it('read in each statement what is committed by then', async () => {
      const reader = await hold(b, (query) => stand.tables.requestLog.find(query, [entry('later')]));
      expect(reader.result).to.deep.equal([]);
      await once(a, (query) => stand.tables.requestLog.save(query, [entry('later')], NOW));
      expect(await stand.tables.requestLog.find(reader.query, [entry('later')])).to.have.length(1);
      await reader.commit();
    });

    it('that throw leave nothing behind', async () => {
      const id = newId();
      const writer = await hold(a, (query) => stand.tables.requestLog.save(query, [entry(id)], NOW));
      await writer.rollback();
      expect(await once(b, (query) => stand.tables.requestLog.find(query, [entry(id)]))).to.deep.equal([]);
    });

    it('see one tenant at a time when told to, and write for none that they do not see', async () => {
      const [mine, theirs] = [entry('whose'), entry('whose', OTHER_TENANT)];
      await once(a, (query) => stand.tables.requestLog.save(query, [mine, theirs], NOW), [TENANT, OTHER_TENANT]);
      const find = (query: Query) => stand.tables.requestLog.find(query, [mine, theirs]).then((found) => found.map(({ tenantId }) => tenantId).sort());
      expect(await once(a, find)).to.deep.equal([TENANT]);
      const both = await hold(a, find, [TENANT, OTHER_TENANT]);
      expect(both.result).to.deep.equal([TENANT, OTHER_TENANT]);
      await stand.tables.batch.show(both.query, [OTHER_TENANT]);
      expect(await find(both.query)).to.deep.equal([OTHER_TENANT]);
      expect(await codeOf(stand.tables.requestLog.save(both.query, [entry('mine')], NOW))).to.equal('42501');
      await both.rollback();
    });

    it('that only read cannot write', async () => {
      const refused = await a.database.read([TENANT], (query) => stand.tables.requestLog.save(query, [entry('read')], NOW)).catch((error: unknown) => error);
      expect(refused).to.be.an('error');
      expect(await once(b, (query) => stand.tables.requestLog.find(query, [entry('read')]))).to.deep.equal([]);
    });

    it('in which a statement failed do nothing more, and their commit keeps nothing', async () => {
      const failed = await hold(a, async (query) => {
        await stand.tables.requestLog.save(query, [entry('failed')], NOW);
        return codeOf(stand.tables.requestLog.save(query, [entry('failed', OTHER_TENANT)], NOW));
      });
      expect(failed.result).to.equal('42501');
      expect(await codeOf(stand.tables.requestLog.find(failed.query, [entry('failed')]))).to.equal('25P02');
      await failed.commit();
      expect(await once(b, (query) => stand.tables.requestLog.find(query, [entry('failed')]))).to.deep.equal([]);
    });

    it('in which a statement failed hold nothing any more, though they have not ended', async () => {
      const address = await known();
      const failed = await hold(a, async (query) => {
        await lock(address)(query);
        return codeOf(stand.tables.requestLog.save(query, [entry('failed', OTHER_TENANT)], NOW));
      });
      expect(failed.result).to.equal('42501');
      expect(await once(b, lock(address, true))).to.have.length(1);
      await failed.rollback();
    });

    it('tell the time of the statement, not of their begin', async () => {
      const early = await hold(a, (query) => stand.tables.batch.now(query));
      const between = await once(b, (query) => stand.tables.batch.now(query));
      expect(Number(await stand.tables.batch.now(early.query))).to.be.at.least(Number(between)).and.at.least(Number(early.result));
      await early.commit();
    });
  });

  describe('the request log', () => {
    it('keeps the first reply of a request, each part of whose name counts', async () => {
      const first = entry('repeat');
      await once(a, (query) => stand.tables.requestLog.save(query, [first], NOW));
      const again = { ...first, reply: new Uint8Array([9]) };
      const others = [{ ...first, principal: 'other' }, { ...first, method: 'other' }, { ...first, requestId: 'other' }];
      expect(await once(b, (query) => stand.tables.requestLog.save(query, [again, ...others], NOW))).to.equal(3);
      const found = await once(b, (query) => stand.tables.requestLog.find(query, [first]));
      const same = found.filter(({ principal, method }) => principal === first.principal && method === first.method);
      expect(same.map(({ reply, bodyHash }) => [[...reply], [...bodyHash]])).to.deep.equal([[[2], [1]]]);
    });

    it('waits for a reply under way, and is told which of two came first', async () => {
      for (const [outcome, written] of [['commit', 0], ['rollback', 1]] as const) {
        const request = entry(newId());
        const first = await hold(a, (query) => stand.tables.requestLog.save(query, [request], NOW));
        const second = once(b, (query) => stand.tables.requestLog.save(query, [request], NOW));
        await untilWaiting(stand);
        await first[outcome]();
        expect(await second, outcome).to.equal(written);
      }
    });
  });

  describe('a client that crashes', () => {
    it('leaves no lock and no write behind, and what it committed', async () => {
      const [address, id] = [await known(), newId()];
      const client = await stand.connect();
      await once(client, (query) => stand.tables.requestLog.save(query, [entry(`${id}-kept`)], NOW));
      const open = await hold(client, async (query) => {
        await lock(address)(query);
        await stand.tables.requestLog.save(query, [entry(id)], NOW);
      });
      expect(open.result).to.equal(undefined);
      const waiting = once(b, lock(address, true));
      await untilWaiting(stand);
      await client.crash();
      expect(await waiting).to.have.length(1);
      const found = await once(b, (query) => stand.tables.requestLog.find(query, [entry(id), entry(`${id}-kept`)]));
      expect(found.map(({ requestId }) => requestId)).to.deep.equal([`${id}-kept`]);
    });

    it('gives up what it waits for', async () => {
      const address = await known();
      const holder = await hold(a, lock(address));
      const client = await stand.connect();
      const waiting = once(client, lock(address, true)).catch((error: unknown) => expect(isTransient(error)).to.equal(true));
      await untilWaiting(stand);
      await client.crash();
      await Promise.race([waiting, untilNobodyWaits()]);
      await holder.commit();
      expect(await once(b, lock(address))).to.have.length(1);
    });
  });

  async function untilNobodyWaits(): Promise<void> {
    while ((await stand.waiting()) > 0) await new Promise(setImmediate);
  }

}
