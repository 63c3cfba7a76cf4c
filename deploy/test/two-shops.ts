/** Two businesses of this spec alone, people of both, and one of everything that has an id. */
import { createBerth, type Berth, type Booking, type Checkout } from '@berth/sdk';
import { toTypeId } from '#runtime/ids.ts';
import type { Network } from './network.ts';
import { CARDS, holdAt, payWith, readyCheckout, until } from './pay.ts';
import { openShop, type Shop } from './shop.ts';

export interface Person {
  readonly client: Berth;
  /** Access token. */
  readonly token: string;
}

export interface TwoShops {
  readonly network: Network;
  readonly shop: Shop;
  readonly elsewhere: Shop;
  /** Customers of the shop; Ana booked, Ben did not. */
  readonly ana: Person;
  readonly ben: Person;
  readonly admin: Person;
  /** Of the other shop. */
  readonly stranger: Person;
  readonly strangersAdmin: Person;
  /** Date with places. */
  readonly session: string;
  /** Ana's, waiting for its payment. */
  readonly held: Booking;
  /** Ana's, paid, with receipt and mail. */
  readonly paid: Booking;
  readonly payment: string;
  /** Well-formed, of nothing. */
  readonly unknown: (prefix: 'bkg' | 'off' | 'ses' | 'pay' | 'rcp' | 'stf' | 'wtl' | 'srs' | 'rsc' | 'cls' | 'inv' | 'lnk' | 'sid' | 'psk' | 'key' | 'lid' | 'add' | 'usr' | 'var') => string;
}

export async function openTwoShops(network: Network): Promise<TwoShops> {
  const shop = await openShop(network.berth);
  const elsewhere = await openShop(network.berth);
  const at = (tenant: Shop): Berth => createBerth({ baseUrl: network.url, tenant: tenant.slug });
  const [ana, ben, stranger] = await Promise.all([register(at(shop), 'ana'), register(at(shop), 'ben'), register(at(elsewhere), 'sam')]);
  const session = await shop.session(shop.paid);
  const held = await holdAt({ ...network, shop }, ana.client, session);
  await readyCheckout(ana.client, held.id);
  const paid = await pay(network, ana.client, await holdAt({ ...network, shop }, ana.client, session));
  return {
    network,
    shop,
    elsewhere,
    ana,
    ben,
    stranger,
    admin: await signIn(at(shop), shop),
    strangersAdmin: await signIn(at(elsewhere), elsewhere),
    session,
    held,
    paid,
    payment: paid.payment?.id ?? '',
    unknown: (prefix) => toTypeId(prefix, '0190a000-0000-7000-8000-00000000dead'),
  };
}

async function pay(network: Network, client: Berth, booking: Booking): Promise<Booking> {
  const checkout: Checkout = await readyCheckout(client, booking.id);
  await payWith(network, checkout, CARDS.good);
  return until(client, booking.id, (_, steps) => ['receipt.generated', 'notification.sent'].every((step) => steps.includes(step)));
}

async function register(client: Berth, name: string): Promise<Person> {
  const { accessToken } = await client.register({
    email: `${name}-${Date.now()}-${Math.random().toString(36).slice(2)}@example.com`,
    password: 'correct horse',
    displayName: name,
    phoneNumber: '+351912345678',
  });
  return { client, token: accessToken };
}

async function signIn(client: Berth, { admin }: Shop): Promise<Person> {
  const { accessToken } = await client.signIn(admin);
  return { client, token: accessToken };
}
