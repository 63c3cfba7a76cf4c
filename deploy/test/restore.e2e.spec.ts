/** The drill for a lost database: Postgres comes back as it was an hour ago, NATS knows what happened since. */
import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { BookingState, berthError, type Berth as Client } from '@berth/sdk';
import { expect } from 'chai';
import { connect, type NatsConnection } from 'nats';
import { natsSettings } from '#runtime/events/nats-settings.ts';
import { adminPort } from '../dev/environment.ts';
import { ENTRIES } from '../dev/services.ts';
import { OPERATOR } from '../nats/authorization.ts';
import { forgetEvents } from '../nats/event-streams.ts';
import { brokerUsers } from '../nats/users.ts';
import { startNetwork, type Network } from './network.ts';
import { CARDS, holdAt, payWith, readyCheckout, until } from './pay.ts';

const PRINTED = ['booking.confirmed', 'receipt.generated'];
const DONE = [...PRINTED, 'notification.sent'];

describe('a backup of Postgres that is older than what NATS has', function () {
  this.timeout(400_000);
  const stack = new AsyncDisposableStack();
  let network: Network;
  let operator: NatsConnection;

  before(async () => {
    network = stack.use(await startNetwork({ processes: true }));
    operator = await connect(natsSettings({ url: network.berth.around.natsUrlOf(OPERATOR), name: OPERATOR }));
    stack.defer(() => operator.close());
  });
  after(() => stack.disposeAsync());

  const stopAll = () => Promise.all(network.berth.parts.map(({ server }) => server.stop()));
  async function startAll(): Promise<void> {
    await Promise.all(network.berth.parts.map(({ server }) => server.start()));
    const urls = network.berth.around.entries.map((entry) => `http://127.0.0.1:${adminPort(entry, network.settings)}/readyz`);
    await Promise.all(urls.map(async (url) => {
      while (!(await fetch(url).then(({ ok }) => ok, () => false))) await delay(50);
    }));
  }
  const postgres = () => {
    const found = network.berth.infrastructure.servers.find(({ name }) => name === 'Postgres')?.server;
    if (!found) throw new Error('there is no Postgres of our own');
    return found;
  };
  const folder = (name: string) => join(network.settings.dataDir, 'postgres', name);
  /** With its owner, as which Postgres runs. */
  const copy = (from: string, to: string) => promisify(execFile)('cp', ['-a', folder(from), folder(to)]);
  const forget = async () => forgetEvents(operator, await brokerUsers(ENTRIES.map(({ name }) => name)));

  /** Does something while Postgres is down, as whoever copies its files must. */
  async function withoutPostgres(work: () => Promise<unknown>): Promise<void> {
    await postgres().stop();
    await work();
    await postgres().start();
  }

  const part = (name: string) => {
    const found = network.berth.parts.find((candidate) => candidate.name === name)?.server;
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  };
  const reach = (client: Client, id: string, steps: readonly string[]) => until(client, id, (_, seen) => steps.every((step) => seen.includes(step)), 100_000);

  async function book(client: Client, sessionId: string, steps: readonly string[]) {
    const held = await holdAt(network, client, sessionId);
    await payWith(network, await readyCheckout(client, held.id), CARDS.good);
    return reach(client, held.id, steps);
  }

  it('is restored: what it has stands, what came after never happened, and everything goes on', async () => {
    const client = await network.customer();
    const sessionId = await network.shop.session(network.shop.paid, 3);
    // As if the backup were of a moment when nobody had written the mail yet.
    await part('notification').stop();
    const kept = await book(client, sessionId, PRINTED);
    const held = await holdAt(network, client, sessionId);
    const checkout = await readyCheckout(client, held.id);
    await stopAll();
    await withoutPostgres(() => copy('data', 'backup'));
    await startAll();
    await reach(client, kept.id, DONE);
    await payWith(network, checkout, CARDS.good);
    await reach(client, held.id, DONE);
    // NATS keeps its confirmation for the notification service.
    await part('notification').stop();
    const gone = await book(client, sessionId, PRINTED);

    // Not while anybody takes events.
    expect(await forget().then(() => '', String)).to.match(/Services still run and take events: .*payment/);
    await stopAll();
    await withoutPostgres(async () => {
      await rm(folder('data'), { recursive: true });
      await copy('backup', 'data');
    });
    expect(await forget()).to.be.above(0);
    await startAll();

    // What consumers had acknowledged and the backup does not have comes again.
    expect((await reach(client, kept.id, DONE)).state).to.equal(BookingState.CONFIRMED);
    expect(await client.bookings.getBooking({ id: gone.id }).catch((error: unknown) => berthError(error).code)).to.equal('NOT_FOUND');
    // The provider has the money of a booking that was unpaid in the backup: it is asked, and the booking is confirmed again.
    await reach(client, held.id, DONE);
    // The place of what never happened is free, and whoever books it gets everything.
    await book(client, sessionId, DONE);
    const told = (code: string) => network.berth.providers.sandboxes.mail?.mails().some(({ text }) => text?.includes(code));
    expect([told(kept.code), told(gone.code)]).to.deep.equal([true, false]);
    const full = await holdAt(network, client, sessionId).catch((error: unknown) => berthError(error).code);
    expect(full).to.equal('FAILED_PRECONDITION');
  });
});
