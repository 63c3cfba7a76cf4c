/** What the load books: for each of two businesses a few places that everybody wants and many that nobody fights over. */
import { createBerth, type Berth as Client, type CreateBookingRequestSchema } from '@berth/sdk';
import type { MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { openShop, type Shop } from '../../test/shop.ts';
import type { Network } from '../../test/network.ts';
import type { Random } from '../../load/random.ts';

export interface Offer {
  readonly offeringId: string;
  readonly place: NonNullable<MessageInitShape<typeof CreateBookingRequestSchema>['place']>;
  readonly paid: boolean;
  /** Whoever gets it gives it back soon, so that others can fight over it again. */
  readonly contended: boolean;
}

export interface Market {
  readonly shop: Shop;
  /** One of the offers; about half of the time one that others want too. */
  pick(random: Random): Offer;
  /** An event without a price and with room for all: for probes. */
  readonly open: Offer;
}

const CONTENDED_SESSIONS = 2;
const CONTENDED_SLOTS = 4;
const ROOMY_SESSIONS = 12;
const HOLD_MINUTES = 1;

/** Opens a business with its dates, and one member of staff. */
export async function openMarket(network: Network): Promise<Market> {
  const shop = await openShop(network.berth, { holdMinutes: HOLD_MINUTES });
  const client = createBerth({ baseUrl: network.url, tenant: shop.slug });
  const session = async (offeringId: string, capacity: number, paid: boolean): Promise<Offer> => ({
    offeringId,
    place: { case: 'sessionId', value: await shop.session(offeringId, capacity) },
    paid,
    contended: capacity < 10,
  });
  const many = (count: number, make: () => Promise<Offer>): Promise<Offer[]> => Promise.all(Array.from({ length: count }, make));
  const slots = await slotsOf(client, shop.appointment);
  const contended = [...(await many(CONTENDED_SESSIONS, () => session(shop.paid, 3, true))), ...slots.slice(0, CONTENDED_SLOTS)];
  const roomy = [
    ...(await many(ROOMY_SESSIONS, () => session(shop.paid, 400, true))),
    ...(await many(ROOMY_SESSIONS / 3, () => session(shop.free, 400, false))),
    ...slots.slice(CONTENDED_SLOTS).map((offer) => ({ ...offer, contended: false })),
  ];
  const open = await session(shop.free, 5_000, false);
  return { shop, open, pick: (random) => random.pick(random.next() < 0.5 ? contended : roomy) };
}

/** The times of the only member of staff over some weeks. */
async function slotsOf(client: Client, offeringId: string): Promise<Offer[]> {
  const day = 86_400_000;
  const from = Date.now() + 2 * day;
  const { slots } = await client.availability.listSlots({ offeringId, fromTime: timestampFromMs(from), toTime: timestampFromMs(from + 40 * day) });
  return slots.flatMap(({ time }) =>
    time?.startTime === undefined
      ? []
      : [{ offeringId, place: { case: 'slot' as const, value: { startTime: time.startTime } }, paid: true, contended: true }],
  );
}
