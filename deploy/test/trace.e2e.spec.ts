import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createBerth, type Booking } from '@berth/sdk';
import { expect } from 'chai';
import { fromTypeId } from '#runtime/ids.ts';
import { BERTH, DB, MESSAGING, RPC } from '#runtime/telemetry/attributes.ts';
import type { ReceivedSpan } from '../../services/admin/receiver/otlp.ts';
import { startCollector, type Collector } from './collector.ts';
import { startNetwork, type Network } from './network.ts';
import { CARDS, payWith, readyCheckout, until } from './pay.ts';
import { brokenAt, orphans, WAYS } from './trace-edges.ts';

const STEPS = ['booking.confirmed', 'receipt.generated', 'notification.sent', 'tiktok.event.tracked'];
const SERVICES = ['booking', 'gateway', 'integration', 'notification', 'payment', 'receipt'];

/** The booking's customer, and things only they say: none of it may be in any span. */
const BUYER = { email: 'canary.buyer@example.com', password: 'canary horse battery', displayName: 'Canary Birdwatcher', phoneNumber: '+351919191919' };
const NOTE = 'a canary sings in the note';
const CLICK = 'canary-click-id';
const PAGE = 'https://canary.example/reef';

describe('the trace of a booking, with each service in a process of its own', function () {
  this.timeout(120_000);
  const root = randomBytes(8).toString('hex');
  const traceId = randomBytes(16).toString('hex');
  const secrets = new Map<string, string>();
  let collector: Collector;
  let network: Network;
  let booking: Booking;
  let spans: readonly ReceivedSpan[];

  before(async () => {
    collector = await startCollector();
    network = await startNetwork({ processes: true, env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint } });
    booking = await bookAndPay();
    const ofTrace = () => collector.spans.filter((span) => span.traceId === traceId);
    await collector.until(() => orphans(ofTrace(), root).length === 0 && WAYS.every((way) => brokenAt(ofTrace(), way) === undefined));
    spans = ofTrace();
  });
  after(async () => {
    await network?.[Symbol.asyncDispose]();
    await collector?.[Symbol.asyncDispose]();
  });

  /** Everything in the one trace that the caller began, from the reservation to the last step. */
  async function bookAndPay(): Promise<Booking> {
    const { shop, url } = network;
    const client = createBerth({ baseUrl: url, tenant: shop.slug });
    const session = await client.register(BUYER);
    const operation = client.trace(`00-${traceId}-${root}-01`);
    const { booking: held } = await operation.bookings.createBooking({
      offeringId: shop.paid,
      place: { case: 'sessionId', value: await shop.session(shop.paid) },
      note: NOTE,
      attribution: { marketingConsent: true, ttclid: CLICK, pageUrl: PAGE },
    });
    const checkout = await readyCheckout(operation, held?.id ?? '');
    await payWith(network, checkout, CARDS.good);
    secrets.set('access token', session.accessToken).set('refresh token', session.refreshToken).set('client secret', checkout.clientSecret);
    return until(operation, held?.id ?? '', (_, steps) => STEPS.every((step) => steps.includes(step)));
  }

  for (const way of WAYS) {
    it(way.join(' → '), () => expect(brokenAt(spans, way)).to.equal(undefined));
  }

  it('has no span without its parent, but those whose parent is the caller', () => {
    expect(orphans(spans, root)).to.deep.equal([]);
    const first = spans.filter(({ parentSpanId }) => parentSpanId === root);
    expect(new Set(first.map(({ service, kind }) => `${service} ${kind}`))).to.deep.equal(new Set(['gateway SERVER']));
  });

  it('is the trace that the booking names, and nothing about the booking is in another', () => {
    expect(booking.traceId).to.equal(traceId);
    const id = fromTypeId('bkg', booking.id, 'id');
    const about = collector.spans.filter(({ attributes }) => attributes[BERTH.key]?.includes(id));
    expect(new Set(about.map((span) => span.traceId))).to.deep.equal(new Set([traceId]));
  });

  it('shows every service at work, none of them failing', () => {
    expect([...new Set(spans.map(({ service }) => service))]).to.include.members(SERVICES);
    expect(spans.filter(({ failed }) => failed).map(({ service, name }) => `${service} ${name}`)).to.deep.equal([]);
  });

  it('shows each event published once', () => {
    const published = spans.filter(({ kind }) => kind === 'PRODUCER').map(({ name }) => name);
    expect(published.toSorted()).to.deep.equal([...new Set(published)].toSorted());
  });

  it('links the turn of a webhook to the request that brought it', () => {
    const requests = new Set(spans.filter(({ kind, name }) => kind === 'SERVER' && name.endsWith('/IngestWebhook')).map(({ spanId }) => spanId));
    const turns = spans.filter(({ name }) => name === 'turn IngestWebhook');
    expect(turns).not.to.have.lengthOf(0);
    for (const { links } of turns) expect(links.some((link) => link.traceId === traceId && requests.has(link.spanId))).to.equal(true);
  });

  it('uses no attribute that is not in the registry', () => {
    const registry = new Set<string>([RPC, DB, MESSAGING, BERTH].flatMap((names) => Object.values(names)));
    const instrumented = /^(http|url|network|server|user_agent)\./;
    const names = new Set(collector.spans.flatMap(({ attributes }) => Object.keys(attributes)));
    expect([...names].filter((name) => !registry.has(name) && !instrumented.test(name))).to.deep.equal([]);
  });

  it('tells of no person, no card and no secret, in any span of anyone', async () => {
    const hashed = createHash('sha256').update(BUYER.email).digest('hex');
    const canaries = new Map([...Object.entries(BUYER), ...Object.entries(CARDS), ['note', NOTE], ['click', CLICK], ['page', PAGE], ['hashed address', hashed], ...secrets]);
    for (const [name, secret] of await installationSecrets(network)) canaries.set(name, secret);
    expect(canaries).to.include.keys('signing-key.gateway', 'berth_booking_app', 'STRIPE_SECRET_KEY', 'TIKTOK_ACCESS_TOKEN');
    const told = collector.bodies.join('\n');
    expect([...canaries].filter(([, text]) => told.includes(text)).map(([name]) => name)).to.deep.equal([]);
  });

  it('finds a canary that does sing', () => {
    expect(collector.bodies.join('\n')).to.include(fromTypeId('bkg', booking.id, 'id'));
  });
});

/** Passwords, provider keys and private signing keys of this installation, by name. */
async function installationSecrets({ settings, berth }: Network): Promise<[string, string][]> {
  const kept: Record<string, string> = JSON.parse(await readFile(join(settings.dataDir, 'secrets.json'), 'utf8'));
  const given = Object.entries(berth.around.providers).filter(([name]) => /_(KEY|TOKEN|SECRET)$/.test(name));
  const secret = [...Object.entries(kept), ...given].filter(([name]) => !/publishable/i.test(name));
  return secret.map(([name, text = '']) => [name, /"d":"([^"]+)"/.exec(text)?.[1] ?? text]);
}
