import { expect } from 'chai';
import { newId } from '../ids.ts';
import { startChanges, type Changes, type ChangesOptions } from './changes.ts';
import { TENANT } from './test-events.ts';

const HOUR_MS = 3_600_000;

/** A broker within the process: every listener of a subject hears every hint. */
function bus(): ChangesOptions['nats'] & { readonly listeners: () => number } {
  const ears = new Set<{ subject: string; listener: (data: string) => void }>();
  return {
    hint: (subject, data = '') => ears.forEach((ear) => (ear.subject === subject ? ear.listener(data) : undefined)),
    listen(subject, listener) {
      const ear = { subject, listener };
      ears.add(ear);
      return { [Symbol.dispose]: () => void ears.delete(ear) };
    },
    listeners: () => ears.size,
  };
}

describe('changes', () => {
  const key = { type: 'booking', id: newId() };
  let nats: ReturnType<typeof bus>;
  let here: Changes;
  let there: Changes;
  let leaving: AbortController;

  beforeEach(() => {
    nats = bus();
    here = startChanges({ service: 'booking', nats });
    there = startChanges({ service: 'booking', nats });
    leaving = new AbortController();
  });

  it('answers the first look at once, then waits for a change in this or another replica', async () => {
    const watch = here.watch(TENANT, leaving.signal);
    await watch.changed(key, HOUR_MS);
    for (const replica of [here, there]) {
      const changed = watch.changed(key, HOUR_MS);
      replica.notify([{ tenantId: TENANT, key }]);
      await changed;
    }
  });

  it('does not lose a change between two looks', async () => {
    const watch = here.watch(TENANT, leaving.signal);
    await watch.changed(key, HOUR_MS);
    there.notify([{ tenantId: TENANT, key }]);
    await watch.changed(key, HOUR_MS);
  });

  it('wakes for no other key or tenant, but looks again after the longest wait', async () => {
    const watch = here.watch(TENANT, leaving.signal);
    await watch.changed(key, HOUR_MS);
    here.notify([{ tenantId: TENANT, key: { type: 'booking', id: newId() } }, { tenantId: newId(), key }]);
    const started = performance.now();
    await watch.changed(key, 30);
    expect(performance.now() - started).to.be.at.least(25);
  });

  it('calls back for each of the keys, from this and other replicas, until disposed', () => {
    const other = { type: 'calendar', id: newId() };
    let heard = 0;
    const listening = here.listen(TENANT, [key, other, key], () => void (heard += 1));
    here.notify([{ tenantId: TENANT, key }]);
    there.notify([{ tenantId: TENANT, key: other }]);
    there.notify([{ tenantId: newId(), key }, { tenantId: TENANT, key: { type: 'session', id: key.id } }]);
    expect([heard, nats.listeners()]).to.deep.equal([2, 2]);
    listening[Symbol.dispose]();
    here.notify([{ tenantId: TENANT, key }]);
    expect([heard, nats.listeners()]).to.deep.equal([2, 0]);
  });

  it('ends with its signal and leaves nothing behind', async () => {
    const watch = here.watch(TENANT, leaving.signal);
    const other = here.watch(TENANT, new AbortController().signal);
    await Promise.all([watch.changed(key, HOUR_MS), other.changed(key, HOUR_MS)]);
    expect(nats.listeners()).to.equal(1);
    const waiting = watch.changed(key, HOUR_MS);
    leaving.abort();
    await waiting;
    expect(nats.listeners()).to.equal(1);
    here[Symbol.dispose]();
    expect(nats.listeners()).to.equal(0);
  });
});
