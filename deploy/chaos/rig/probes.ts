/** A real request that cannot be answered without a certain part: how long after a fault it is answered again is the recovery. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { berthError, createBerth, type Berth as Client } from '@berth/sdk';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { connect } from 'nats';
import { adminPort } from '../../dev/environment.ts';
import { natsSettings } from '#runtime/events/nats-settings.ts';
import { tryTypeId } from '#runtime/ids.ts';
import { OPERATOR } from '../../nats/authorization.ts';
import { CARDS, holdAt, payWith, readyCheckout, until } from '../../test/pay.ts';
import type { Market } from '../load/market.ts';
import type { Rig } from './rig.ts';

export interface Probes {
  /** Resolves once the part answered; rejects after `limitMs`. */
  recovery(part: string, limitMs?: number): Promise<Recovery>;
}

/** Milliseconds from the call of `recovery`. */
export interface Recovery {
  readonly part: string;
  /** Until a customer was answered. */
  readonly ms: number;
  /** Until it took connections or said itself that it is ready: the rest is what others needed to find out. */
  readonly readyMs: number;
}

type Probe = () => Promise<unknown>;

const TRY_MS = 500;
const PAUSE_MS = 25;

/** Books and pays once, so that there is something of everything to ask for. */
export async function openProbes(rig: Rig, { shop, open }: Market): Promise<Probes> {
  const { network, url } = rig;
  const client = (timeoutMs: number): Client => createBerth({ baseUrl: url, tenant: shop.slug, timeoutMs, retry: { attempts: 0, baseMs: 1, maxMs: 1 } });
  const patient = client(10_000);
  const account = { email: `probe-${randomUUID()}@example.com`, password: 'correct horse' };
  await patient.register({ ...account, displayName: 'Probe', phoneNumber: '+351912345678' });
  const held = await holdAt({ ...network, shop }, patient, await shop.session(shop.paid, 8));
  await payWith(network, await readyCheckout(patient, held.id), CARDS.good);
  const paid = await until(patient, held.id, (_, steps) => ['receipt.generated', 'notification.sent'].every((step) => steps.includes(step)));
  // One that does not wait: what hangs is asked again on the same connection, as a page would.
  const asker = client(TRY_MS);
  const admin = client(TRY_MS);
  const signIn = async (): Promise<void> => void (await Promise.all([asker.signIn(account), admin.signIn(shop.admin)]));
  await signIn();
  const probes = probesOf(rig, { asker, admin, paid: { id: paid.id, payment: paid.payment?.id ?? '', receipt: paid.receiptId }, shop, open });
  return {
    async recovery(part, limitMs = 30_000) {
      const probe = probes[part];
      if (!probe) throw new TypeError(`nothing asks for ${part}`);
      // A refresh whose answer was lost in an outage costs the session.
      const asked = (): Promise<unknown> =>
        probe().catch(async (error: unknown) => {
          if (berthError(error).code === 'UNAUTHENTICATED') await signIn();
          throw error;
        });
      const [ms, readyMs] = await Promise.all([untilAnswered(part, asked, limitMs), readyAgain(rig, part, limitMs)]);
      return { part, ms, readyMs };
    },
  };
}

async function untilAnswered(part: string, probe: Probe, limitMs: number): Promise<number> {
  const started = performance.now();
  for (;;) {
    const failure = await probe().then(() => undefined, (error: unknown) => ({ error }));
    const passed = performance.now() - started;
    if (!failure) return passed;
    if (passed > limitMs) throw new Error(`${part} does not answer within ${limitMs / 1000} s`, { cause: failure.error });
    await delay(PAUSE_MS);
  }
}

function readyAgain({ network, databases }: Rig, part: string, limitMs: number): Promise<number> {
  if (part === 'Postgres') return untilAnswered(part, () => databases.rows('booking')('select 1'), limitMs);
  if (part === 'NATS') return untilAnswered(part, async () => (await connect({ ...natsSettings({ url: network.berth.around.natsUrlOf(OPERATOR), name: OPERATOR }), timeout: TRY_MS, reconnect: false })).close(), limitMs);
  const entry = network.berth.around.entries.find(({ name }) => name === part);
  if (!entry) throw new TypeError(`there is no part ${part}`);
  const url = `http://127.0.0.1:${adminPort(entry, network.settings)}/readyz`;
  const ready = async (): Promise<void> => {
    const { ok, status } = await fetch(url, { signal: AbortSignal.timeout(TRY_MS) });
    if (!ok) throw new Error(`not ready: ${status}`);
  };
  return untilAnswered(part, ready, limitMs);
}

interface Known extends Pick<Market, 'shop' | 'open'> {
  readonly asker: Client;
  readonly admin: Client;
  readonly paid: { readonly id: string; readonly payment: string; readonly receipt: string };
}

function probesOf({ databases }: Rig, { asker, admin, paid, shop, open }: Known): Readonly<Record<string, Probe>> {
  const hold = async (): Promise<string> => {
    const { booking } = await asker.bookings.createBooking({ offeringId: open.offeringId, place: open.place });
    return booking?.id ?? '';
  };
  const slots = (): Promise<unknown> =>
    asker.availability.listSlots({ offeringId: shop.free, fromTime: timestampFromMs(Date.now()), toTime: timestampFromMs(Date.now() + 86_400_000) });
  /** An event that is stored in the broker. */
  const published = async (): Promise<void> => {
    const id = tryTypeId('bkg', await hold());
    for (let tries = 0; tries < 20; tries += 1) {
      const rows = await databases.rows('booking')('select from outbox where key = $1 and published_time is not null', [id]);
      if (rows.length > 0) return;
      await delay(PAUSE_MS);
    }
    throw new Error('the event was not published');
  };
  return {
    gateway: slots,
    booking: slots,
    user: () => asker.users.getMe({}),
    catalog: () => asker.catalog.getOffering({ offering: { case: 'id', value: shop.paid } }),
    payment: () => asker.payments.getPayment({ id: paid.payment }),
    receipt: () => asker.receipts.getReceipt({ id: paid.receipt }),
    notification: () => asker.notifications.listNotifications({ bookingId: paid.id }),
    integration: () => admin.integrations.listTrackedEvents({ bookingId: paid.id }),
    admin: () => admin.traces.getTrace({ traceId: '0'.repeat(31) + '1' }).catch(notFoundIsAnAnswer),
    Postgres: hold,
    NATS: published,
  };
}

function notFoundIsAnAnswer(error: unknown): void {
  if (!(error instanceof Error) || !/not_found/.test(error.message)) throw error;
}
