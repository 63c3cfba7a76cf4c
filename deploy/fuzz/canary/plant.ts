/** A business whose every text has a mark that is nowhere else: wherever the mark shows up outside that business, something leaked. */
import { randomBytes } from 'node:crypto';
import { createBerth } from '@berth/sdk';
import type { JsonObject } from '@bufbuild/protobuf';
import { fromTypeId } from '#runtime/ids.ts';
import { CARDS, holdAt, payWith, readyCheckout, until } from '../../test/pay.ts';
import { methodOf, pathOf } from '../../test/refusals.ts';
import type { TwoShops } from '../../test/two-shops.ts';

export interface Planted {
  /** In every text of the business and its people, in lower case. */
  readonly mark: string;
  readonly tenantId: string;
  /** Headers of the business's own people. */
  readonly callers: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** Ids to begin with. */
  readonly ids: readonly string[];
}

/** Fills the other of two shops, through the same RPCs as anybody. */
export async function plant(shops: TwoShops): Promise<Planted> {
  const { network, elsewhere, strangersAdmin } = shops;
  const mark = `canary${randomBytes(6).toString('hex')}`;
  const client = createBerth({ baseUrl: network.url, tenant: elsewhere.slug });
  const { accessToken } = await client.register({ email: `${mark}@example.com`, password: `${mark} horse`, displayName: `Wanda ${mark}`, phoneNumber: '+351913333333' });
  const admin = asker(network.url, strangersAdmin.token);
  const customer = asker(network.url, accessToken);
  const here = { ...network, shop: elsewhere };
  const session = await elsewhere.session(elsewhere.paid);
  await admin('CatalogService/CreateOffering', { offering: { ...OFFERING, title: `${mark} dive`, summary: `a ${mark} summary`, description: `a ${mark} text`, tags: [mark], categoryName: `${mark} dives` } });
  const hours = { timeZone: 'Europe/Lisbon', weeklyHours: [{ dayOfWeek: 1, start: '09:00', end: '17:00' }] };
  await admin('ScheduleService/CreateStaff', { name: `Rui ${mark}`, ...hours });
  await admin('ScheduleService/CreateResource', { resource: { kind: 'room', name: `${mark} room`, ...hours } });
  await admin('ScheduleService/CreateClosure', { fromDate: '2031-02-27', untilDate: '2031-02-28', reason: `${mark} fair` });
  await admin('ApiKeyService/CreateApiKey', { name: `${mark} till`, scopes: ['bookings:read'] });
  const dropped = await customer('BookingService/CreateBooking', { offeringId: elsewhere.paid, sessionId: session, note: `${mark} note` });
  await customer('BookingService/CancelBooking', { id: idIn(dropped, 'booking'), reason: `${mark} rain` });
  const held = await holdAt(here, client, session);
  await payWith(here, await readyCheckout(client, held.id), CARDS.good);
  const paid = await until(client, held.id, (_, steps) => ['receipt.generated', 'notification.sent'].every((step) => steps.includes(step)));
  return {
    mark,
    tenantId: elsewhere.tenantId,
    callers: new Map([['their customer', bearer(accessToken)], ['their administrator', bearer(strangersAdmin.token)]]),
    ids: [elsewhere.paid, elsewhere.free, elsewhere.appointment, session, held.id, paid.payment?.id ?? '', paid.receiptId, idIn(dropped, 'booking')],
  };
}

const OFFERING: JsonObject = {
  kind: 'OFFERING_KIND_EVENT', price: { amountMinor: '4500', currencyCode: 'EUR' }, durationMinutes: 60, timeZone: 'Europe/Lisbon', capacity: 8, paymentMode: 'PAYMENT_MODE_ONLINE',
};

const bearer = (token: string): Readonly<Record<string, string>> => ({ authorization: `Bearer ${token}` });

/** Asks one RPC as somebody; fails when it is refused. */
function asker(url: string, token: string): (rpc: string, request: JsonObject) => Promise<unknown> {
  return async (rpc, request) => {
    const answer = await fetch(`${url}${pathOf(methodOf(rpc))}`, { method: 'POST', headers: { ...bearer(token), 'content-type': 'application/json' }, body: JSON.stringify(request) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${rpc}: ${text}`);
    return JSON.parse(text);
  };
}

function idIn(answer: unknown, of: string): string {
  const id: unknown = Reflect.get(Object(Reflect.get(Object(answer), of)), 'id');
  if (typeof id !== 'string') throw new TypeError(`the answer has no ${of}.id`);
  fromTypeId('bkg', id, 'id');
  return id;
}
