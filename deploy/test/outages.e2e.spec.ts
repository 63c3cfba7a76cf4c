import { BookingState, berthError } from '@berth/sdk';
import { expect } from 'chai';
import { setTimeout as delay } from 'node:timers/promises';
import { startNetwork, type Network } from './network.ts';
import { CARDS, holdAt, payWith, readyCheckout, until } from './pay.ts';

const DONE = ['booking.confirmed', 'receipt.generated', 'notification.sent'];

describe('outages under a running system', function () {
  this.timeout(120_000);
  let network: Network;

  before(async () => {
    network = await startNetwork();
  });
  after(() => network[Symbol.asyncDispose]());

  const server = (name: string) => {
    const found = network.berth.infrastructure.servers.find((candidate) => candidate.name === name)?.server;
    if (!found) throw new Error(`there is no ${name} of our own`);
    return found;
  };

  it('loses no event when the NATS store is wiped', async () => {
    const client = await network.customer();
    const sessionId = await network.shop.session(network.shop.paid, 8);
    const before = await holdAt(network, client, sessionId);
    const checkout = await readyCheckout(client, before.id);
    const nats = server('NATS');
    if (!('wipe' in nats) || typeof nats.wipe !== 'function') throw new Error('this NATS cannot be wiped');
    await nats.wipe();
    await payWith(network, checkout, CARDS.good);
    await until(client, before.id, (_, steps) => DONE.every((step) => steps.includes(step)), 60_000);
  });

  it('answers nothing worse than UNAVAILABLE while Postgres is away for ten seconds, then goes on', async () => {
    const client = await network.customer();
    const sessionId = await network.shop.session(network.shop.paid, 8);
    const booking = await holdAt(network, client, sessionId);
    const checkout = await readyCheckout(client, booking.id);
    const postgres = server('Postgres');
    await postgres.stop();
    const failures = new Set<string>();
    const back = delay(10_000).then(() => postgres.start());
    const end = performance.now() + 10_000;
    while (performance.now() < end) {
      for (const call of [() => holdAt(network, client, sessionId), () => client.bookings.getBooking({ id: booking.id }), () => client.catalog.searchOfferings({ query: 'dive' })]) {
        await call().catch((error: unknown) => failures.add(berthError(error).code));
      }
    }
    await back;
    expect([...failures]).to.deep.equal(['UNAVAILABLE']);
    await payWith(network, checkout, CARDS.good);
    const confirmed = await until(client, booking.id, (_, steps) => DONE.every((step) => steps.includes(step)), 60_000);
    expect(confirmed.state).to.equal(BookingState.CONFIRMED);
  });
});
