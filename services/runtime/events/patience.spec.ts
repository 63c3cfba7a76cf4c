import { expect } from 'chai';
import { newId } from '../ids.ts';
import { ACK_WAIT_MS } from './streams.ts';
import { createPatience } from './patience.ts';
import { TENANT } from './test-events.ts';
import type { Envelope } from './types.ts';

const envelope = (key: string, keyVersion: bigint): Envelope => ({
  id: newId(),
  type: 'booking.created',
  source: 'booking',
  tenantId: TENANT,
  key,
  keyVersion,
  time: new Date(0),
  actor: 'service:booking',
  traceparent: '',
});

describe('patience', () => {
  it('waits longer after each try, and counts only what waiting cannot mend', () => {
    const patience = createPatience({ now: () => 0 });
    const event = envelope(newId(), 1n);
    const tries = Array.from({ length: 8 }, (_, index) => patience.failed(event, index % 2 === 0));
    expect(tries.map(({ retryInMs }) => retryInMs)).to.deep.equal([200, 500, 1_000, 2_000, 5_000, 10_000, 10_000, 10_000]);
    expect(tries.at(-1)?.failures).to.equal(4);
    patience.forget(event);
    expect(patience.failed(event, true)).to.deep.equal({ retryInMs: 200, failures: 1 });
  });

  it('waits for missing events up to its limit, shorter for a key never seen', () => {
    let now = 0;
    const patience = createPatience({ now: () => now, gapMs: 1_000, unknownGapMs: 100 });
    const known = envelope(newId(), 3n);
    const unknown = envelope(newId(), 3n);
    const waits = (): boolean[] => [
      patience.waitForEarlier(known, { known: true, version: 1n }) !== undefined,
      patience.waitForEarlier(unknown, { known: false, version: 0n }) !== undefined,
    ];
    expect(waits()).to.deep.equal([true, true]);
    now = 500;
    expect(waits()).to.deep.equal([true, false]);
    now = 1_000;
    expect(waits()).to.deep.equal([false, false]);
  });

  it('waits by itself longer than the broker keeps what a dead replica had in its hands, also for a key never seen', () => {
    let now = 0;
    const patience = createPatience({ now: () => now });
    const events = [true, false].map((known) => ({ known, event: envelope(newId(), 3n) }));
    const waits = (): boolean[] => events.map(({ known, event }) => patience.waitForEarlier(event, { known, version: 1n }) !== undefined);
    for (; now < ACK_WAIT_MS + 5_000; now += 2_000) expect(waits()).to.deep.equal([true, true]);
    for (; now < ACK_WAIT_MS * 2; now += 2_000) waits();
    expect(waits()).to.deep.equal([false, false]);
  });

  it('waits anew for what was lost by the broker together with the event and comes back with it', () => {
    let now = 0;
    const patience = createPatience({ now: () => now });
    const event = envelope(newId(), 3n);
    const waits = (): boolean => patience.waitForEarlier(event, { known: true, version: 1n }) !== undefined;
    expect(waits()).to.equal(true);
    now = ACK_WAIT_MS * 3;
    expect(waits()).to.equal(true);
    for (; now < ACK_WAIT_MS * 5; now += 2_000) waits();
    expect(waits()).to.equal(false);
  });

  it('waits on while an event before it, of the same key, is being tried again', () => {
    let now = 0;
    const patience = createPatience({ now: () => now, gapMs: 1_000 });
    const key = newId();
    const [second, third] = [envelope(key, 2n), envelope(key, 3n)];
    patience.failed(second, false);
    patience.failed(envelope(newId(), 2n), false);
    for (; now < 60_000; now += 2_000) patience.waitForEarlier(third, { known: true, version: 1n });
    expect(patience.waitForEarlier(third, { known: true, version: 1n })).to.not.equal(undefined);
    patience.forget(second);
    expect(patience.waitForEarlier(third, { known: true, version: 1n })).to.equal(undefined);
  });

  it('forgets by itself what another replica has finished', () => {
    let now = 0;
    const patience = createPatience({ now: () => now });
    const event = envelope(newId(), 1n);
    patience.failed(event, true);
    now = 2_000_000;
    patience.failed(envelope(newId(), 1n), true);
    expect(patience.failed(event, true).failures).to.equal(1);
  });
});
