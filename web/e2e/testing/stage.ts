/** Where the browser specs play: a running Berth, an event with a price and places, and customers. */
import { environment } from '#runtime/config/environment.ts';
import { type Berth, createBerth, OfferingKind, PaymentMode } from '@berth/sdk';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { sharedNetwork } from '../../../deploy/test/shared-network.ts';

export interface Stage {
  readonly url: string;
  readonly slug: string;
  /** An event that is paid online; the page shows it at `offering.path`. */
  readonly offering: { readonly id: string; readonly title: string; readonly path: string };
  /** The coming session with the most places, or the one with the fewest that has any. */
  session(which: 'roomiest' | 'tightest'): Promise<{ readonly id: string; readonly day: string }>;
  /** Takes all places of a session that are left. */
  sellOut(sessionId: string): Promise<void>;
  /** A new account; not signed in anywhere but in the client. */
  customer(): Promise<{ readonly client: Berth; readonly email: string; readonly password: string }>;
}

const PASSWORD = 'correct horse battery';
const WEEKS = 8;
/** Places that the specs take at the very most, because cancelled holds come back only in the end. */
const ENOUGH = 20;

async function comingSlots(client: Berth, offeringId: string) {
  const span = { fromTime: timestampFromMs(Date.now()), toTime: timestampFromMs(Date.now() + WEEKS * 7 * 86_400_000) };
  return (await client.availability.listSlots({ offeringId, ...span })).slots;
}

/** On the installation that `BERTH_URL` names; without it on a network of the tests' own. */
export async function openStage(): Promise<Stage> {
  const url = environment['BERTH_URL'] ?? (await ownNetwork());
  const { tenants } = await createBerth({ baseUrl: url }).tenants.listTenants({});
  for (const { slug } of tenants) {
    const offering = await bookableEvent(createBerth({ baseUrl: url, tenant: slug }), slug);
    if (offering) return stageAt(url, slug, offering);
  }
  throw new Error(`No business at ${url} has an event with free places.`);
}

const stageAt = (url: string, slug: string, offering: Stage['offering']): Stage => ({
  url,
  slug,
  offering,
  customer: () => newCustomer(url, slug),
  async session(which) {
    const slots = (await comingSlots(createBerth({ baseUrl: url, tenant: slug }), offering.id)).sort((a, b) => a.placesLeft - b.placesLeft);
    const slot = which === 'roomiest' ? slots.at(-1) : slots[0];
    if (!slot) throw new Error(`${offering.title} is sold out.`);
    return { id: slot.sessionId, day: slot.time?.localStart.slice(0, 10) ?? '' };
  },
  async sellOut(sessionId) {
    const { client } = await newCustomer(url, slug);
    for (;;) {
      const left = (await comingSlots(client, offering.id)).find((slot) => slot.sessionId === sessionId)?.placesLeft ?? 0;
      if (left === 0) return;
      await client.bookings.createBooking({ offeringId: offering.id, place: { case: 'sessionId', value: sessionId }, partySize: Math.min(left, 100) });
    }
  },
});

async function ownNetwork(): Promise<string> {
  const { url, shop } = await sharedNetwork();
  // One that stays, and small ones to be sold out.
  await Promise.all([60, 8, 6, 5, 4].map((capacity) => shop.session(shop.paid, capacity)));
  return url;
}

async function bookableEvent(client: Berth, slug: string): Promise<Stage['offering'] | undefined> {
  const { offerings } = await client.catalog.searchOfferings({ filter: { kinds: [OfferingKind.EVENT], minPriceMinor: 1n }, pageSize: 100 });
  for (const offering of offerings.filter(({ paymentMode }) => paymentMode === PaymentMode.ONLINE)) {
    if ((await comingSlots(client, offering.id)).some(({ placesLeft }) => placesLeft >= ENOUGH)) return { id: offering.id, title: offering.title, path: `/t/${slug}/o/${offering.slug}` };
  }
  return undefined;
}

let accounts = 0;

async function newCustomer(url: string, slug: string) {
  const client = createBerth({ baseUrl: url, tenant: slug });
  const email = `page-${Date.now().toString(36)}-${++accounts}@example.com`;
  await client.register({ email, password: PASSWORD, displayName: 'Ana Marques', phoneNumber: '+351912345678' });
  return { client, email, password: PASSWORD };
}
