/** One person through all of Berth: what is kept of them is given out whole, and erased but for what the law keeps and what goes by its age. */
import { createHash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { berthError, createBerth, type Berth, type Booking } from '@berth/sdk';
import { expect } from 'chai';
import yauzl from 'yauzl';
import { DataExportState, ErasureState, type Erasure } from '#proto/berth/user/v1/privacy_pb.ts';
import type { Network } from './network.ts';
import { CARDS, payWith, readyCheckout, until } from './pay.ts';
import { sharedNetwork } from './shared-network.ts';
import { openStored } from './stored.ts';
import { openTraces, type TracesOfPeople } from './traces-of-people.ts';

const PASSWORD = 'correct horse';
const WHOLE_WAY = ['booking.confirmed', 'receipt.generated', 'notification.sent', 'tiktok.event.tracked'];

/** Where something may stand after the erasure: the receipt by law, events and answers until they are too old. */
const DOCUMENTED = /^(receipt\.receipt|\w+\.(outbox|request_log))$/;

interface Person {
  readonly client: Berth;
  /** Stands in everything that they tell. */
  readonly canary: string;
  /** Everything of theirs that may be found. */
  readonly texts: readonly string[];
}

describe('privacy, through all of Berth', function () {
  this.timeout(90_000);
  let network: Network;
  let traces: TracesOfPeople;

  before(async () => {
    network = await sharedNetwork();
    traces = await openTraces(network);
  });
  after(() => traces[Symbol.asyncDispose]());

  let people = 0;
  async function arrive(): Promise<Person> {
    const canary = `canary${(people += 1)}x${Date.now().toString(36)}`;
    const email = `${canary}@example.com`;
    const digits = String(Date.now()).slice(-7);
    const client = createBerth({ baseUrl: network.url, tenant: network.shop.slug });
    await client.register({ email, password: PASSWORD, displayName: `Zuleika ${canary}`, phoneNumber: `+35191${digits}` });
    return { client, canary, texts: [canary, `35191${digits}`, createHash('sha256').update(email).digest('hex')] };
  }

  /** Books, with a note and company, pays, and waits until everybody has been told. */
  async function book({ client, canary }: Person): Promise<Booking> {
    const sessionId = await network.shop.session(network.shop.paid);
    const attribution = { marketingConsent: true, utmSource: canary, ttclid: canary, pageUrl: `https://harbour.example/${canary}` };
    const { booking } = await client.bookings.createBooking({ offeringId: network.shop.paid, place: { case: 'sessionId', value: sessionId }, partySize: 2, note: `Allergic, ${canary}`, attribution });
    if (!booking) throw new Error('no booking');
    await payWith(network, await readyCheckout(client, booking.id), CARDS.good);
    await until(client, booking.id, (_, steps) => WHOLE_WAY.every((step) => steps.includes(step)));
    await client.bookings.updateAttendees({ id: booking.id, attendees: [{ name: `Friend ${canary}`, email: `friend-${canary}@example.com`, note: canary }] });
    return booking;
  }

  async function cancel({ client, canary }: Person): Promise<void> {
    const sessionId = await network.shop.session(network.shop.free);
    const { booking } = await client.bookings.createBooking({ offeringId: network.shop.free, place: { case: 'sessionId', value: sessionId } });
    await client.bookings.cancelBooking({ id: booking?.id ?? '', reason: `Ill, ${canary}` });
  }

  async function fetchExport({ client }: Person): Promise<Record<string, string>> {
    await client.privacy.requestDataExport({ password: PASSWORD });
    let state: DataExportState | undefined;
    while (state !== DataExportState.READY) state = (await client.privacy.getDataExport({})).dataExport?.state;
    const { content } = await client.privacy.downloadDataExport({});
    const zip = await yauzl.fromBufferPromise(Buffer.from(content));
    const files: Record<string, string> = {};
    for await (const entry of zip.eachEntry()) files[entry.fileName] = await text(await zip.openReadStreamPromise(entry));
    return files;
  }

  async function erase({ client }: Person): Promise<Erasure> {
    await client.privacy.requestErasure({ password: PASSWORD, cancelBookings: true, everywhere: true });
    for (;;) {
      const { erasure } = await client.privacy.getErasure({});
      if (erasure?.state === ErasureState.DONE) return erasure;
    }
  }

  it('gives out what every service keeps, and erases it everywhere but in documented places', async () => {
    const [person, other] = [await arrive(), await arrive()];
    await book(person);
    await cancel(person);
    await book(other);

    const files = await fetchExport(person);
    for (const service of ['user', 'booking', 'payment', 'receipt', 'notification', 'integration']) {
      expect(Object.keys(files).some((name) => name.startsWith(`${service}/`)), service).to.equal(true);
    }
    for (const name of ['user/profile.json', 'booking/bookings.json', 'booking/booking-history.json', 'receipt/receipts.json', 'notification/mails.json', 'integration/told-to-advertisers.json']) {
      expect(files[name], name).to.include(person.canary);
    }
    expect(files['payment/payments.json']).to.include('4242');
    expect(Object.keys(files).some((name) => /^receipt\/receipt-.*\.pdf$/.test(name))).to.equal(true);
    expect(JSON.stringify(files)).not.to.include(other.canary);

    // The search finds what there is to find: otherwise finding nothing later would say nothing.
    const before = await traces.find(person.texts);
    expect(before).to.include.members(['user.profile', 'user.identity', 'booking.booking', 'booking.customer', 'booking.booking_history', 'receipt.receipt', 'notification.notification', 'notification.booking', 'integration.tracked_event']);

    expect(await refusalOf(person)).to.equal('OPEN_BOOKINGS');
    const erasure = await erase(person);
    expect(erasure.steps.find(({ service }) => service === 'receipt')?.kept.map(({ what, count }) => [what, count])).to.deep.equal([['receipts', 1]]);
    await using stored = await openStored(network, [network.shop.tenantId]);
    await stored.rest();
    expect((await traces.find(person.texts)).filter((place) => !DOCUMENTED.test(place))).to.deep.equal([]);

    expect(await traces.failing(['collectPersonalData', 'packDataExport', 'dropDataExport', 'clearBookings', 'erasePersonalData'])).to.deep.equal([]);

    const left = await traces.find(other.texts);
    expect(left).to.include.members(['user.profile', 'booking.booking', 'notification.notification', 'integration.tracked_event']);
  });

  const refusalOf = (person: Person): Promise<string> =>
    person.client.privacy.requestErasure({ password: PASSWORD }).then(() => 'none', (error: unknown) => berthError(error).reason);
});
