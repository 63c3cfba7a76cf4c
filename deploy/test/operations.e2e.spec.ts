import {
  BookingState, berthError, createBerth, EffectKind, EffectState, NotificationState, ReplayOutcome, Role, UserService, type Berth, type DeadLetter, type Effect,
} from '@berth/sdk';
import { expect } from 'chai';
import pg from 'pg';
import { fromTypeId } from '#runtime/ids.ts';
import { connectTo } from '#runtime/rpc/client.ts';
import { createTokenSigner } from '#runtime/rpc/tokens.ts';
import { createTelemetry } from '#runtime/telemetry/telemetry.ts';
import { SEEDER } from '../dev/seed-context.ts';
import type { Network } from './network.ts';
import { CARDS, control, holdAt, payWith, readyCheckout, until } from './pay.ts';
import { sharedNetwork } from './shared-network.ts';
import { openShop, type Shop } from './shop.ts';

const reasonOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'OK', (error: unknown) => berthError(error).reason);

/** Looks again until there is one. */
async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

describe('what is stuck in a service', function () {
  // An event is given up after its eighth try, half a minute after the first.
  this.timeout(90_000);
  let network: Network;
  let operator: Berth;
  let admin: Berth;
  let stranger: Berth;

  before(async () => {
    network = await sharedNetwork();
    const elsewhere = await openShop(network.berth);
    operator = await operatorOf(network.shop);
    admin = await network.admin();
    stranger = createBerth({ baseUrl: network.url, tenant: elsewhere.slug });
    await stranger.signIn(elsewhere.admin);
  });

  /** Somebody who runs the platform, with an account at a shop. */
  async function operatorOf({ slug, tenantId }: Shop): Promise<Berth> {
    const { keys, entries, settings } = network.berth.around;
    const port = (entries.find(({ name }) => name === 'user')?.port ?? 0) + settings.portOffset;
    const tokens = createTokenSigner(keys.privateKeys.get(SEEDER) ?? '');
    using users = connectTo(UserService, { address: `127.0.0.1:${port}`, tokens, telemetry: createTelemetry({ serviceName: SEEDER }) });
    const account = { email: `operator@${slug}.example`, password: 'Operator123!' };
    const caller = { tenantId, subject: `service:${SEEDER}`, roles: ['service'] } as const;
    await users.importUsers({ users: [{ ...account, displayName: 'Olga Operator', roles: [Role.OPERATOR] }] }, { caller });
    const client = createBerth({ baseUrl: network.url, tenant: slug });
    await client.signIn(account);
    return client;
  }

  async function inDatabaseOf(service: string, sql: string): Promise<void> {
    const client = new pg.Client({ connectionString: network.berth.infrastructure.adminUrl.replace(/\/[^/]*$/, `/berth_${service}`) });
    await client.connect();
    await client.query(sql);
    await client.end();
  }

  it('is reached through the admin service only: what services serve to each other is not there at the edge', async () => {
    const call = (service: string): Promise<Response> =>
      fetch(`${network.url}/${service}/ListDeadLetters`, { method: 'POST', headers: { 'content-type': 'application/json', 'berth-tenant': network.shop.slug }, body: '{"service":"receipt"}' });
    expect((await call('berth.runtime.v1.OperationsService')).status).to.equal(404);
    // The control: people's own service is there, and asks who they are.
    expect((await call('berth.admin.v1.OperationsService')).status).to.equal(401);
  });

  it('is an event that could not be taken in: it is listed, its cause repaired, and it is replayed and counts once', async () => {
    const service = 'notification';
    const client = await network.customer();
    await inDatabaseOf(service, 'alter table notification add constraint broken check (false) not valid');
    const booking = await holdAt(network, client, await network.shop.session(network.shop.free), { offeringId: network.shop.free });
    const ofBooking = ({ subject }: DeadLetter): boolean => subject.endsWith(booking.id);
    const find = async (who: Berth) => (await who.operations.listDeadLetters({ service, filter: { eventType: 'booking.confirmed' } })).deadLetters.find(ofBooking);
    const letter = await eventually(() => find(operator));
    expect(letter.tenantId).to.equal((await find(admin))?.tenantId);
    expect(letter.traceId).to.equal(booking.traceId);

    expect(await find(stranger)).to.equal(undefined);
    expect(await reasonOf(stranger.operations.getDeadLetter({ service, id: letter.id }))).to.equal('NOT_FOUND');
    expect(await reasonOf(stranger.operations.replayDeadLetter({ service, id: letter.id }))).to.equal('NOT_FOUND');
    expect(await reasonOf(client.operations.listDeadLetters({ service }))).to.equal('ACCESS_DENIED');

    const { content } = await admin.operations.getDeadLetter({ service, id: letter.id });
    expect(JSON.parse(content?.payload.case === 'json' ? content.payload.value : '{}')).to.have.nested.property('booking.id', booking.id);
    expect(await reasonOf(operator.operations.replayDeadLetter({ service, id: letter.id }))).to.equal('REPLAY_FAILED');

    await inDatabaseOf(service, 'alter table notification drop constraint broken');
    const { outcome } = await operator.operations.replayDeadLetter({ service, id: letter.id });
    expect(outcome).to.equal(ReplayOutcome.APPLIED);
    await admin.operations.replayDeadLetter({ service, id: letter.id });
    expect(await find(operator)).to.equal(undefined);
    const mails = await eventually(async () => {
      const { notifications } = await client.notifications.listNotifications({ bookingId: booking.id });
      return notifications.some(({ state }) => state === NotificationState.SENT) ? notifications : undefined;
    });
    expect(mails).to.have.length(1);
  });

  it('is a refund that the provider refused: it is parked, and sent on its way by the tenant or by an operator', async () => {
    const service = 'payment';
    const client = await network.customer();
    const booking = await holdAt(network, client, await network.shop.session(network.shop.paid));
    await payWith(network, await readyCheckout(client, booking.id), CARDS.good);
    const { payment } = await until(client, booking.id, ({ state }) => state === BookingState.CONFIRMED);
    const id = payment?.id ?? '';
    await eventually(async () => ((await client.payments.getPayment({ id })).payment?.captured?.amountMinor ? true : undefined));
    await control(network, 'faults', { kind: 'refuse', status: 400, path: '/v1/refunds' });
    await admin.payments.refundPayment({ id });

    const key = `payment/${fromTypeId('pay', id, 'id')}`;
    const find = async (who: Berth): Promise<Effect | undefined> =>
      (await who.operations.listEffects({ service, states: [EffectState.PARKED] })).effects.find((effect) => effect.key === key);
    const parked = await eventually(() => find(operator));
    expect(parked).to.include({ name: 'createRefund', kind: EffectKind.CALL, attempts: 1 });
    expect(parked.lastError).to.contain('Stripe refunds.create');
    expect((await find(admin))?.id).to.equal(parked.id);
    expect(await find(stranger)).to.equal(undefined);
    expect(await reasonOf(stranger.operations.redriveEffect({ service, id: parked.id }))).to.equal('NOT_FOUND');
    expect((await stranger.operations.redriveEffects({ service })).redriven).to.equal(0);

    await control(network, 'faults/clear');
    await operator.operations.redriveEffect({ service, id: parked.id });
    const refunded = await eventually(async () => {
      const { payment: now } = await client.payments.getPayment({ id });
      return now?.refunded?.amountMinor ? now : undefined;
    });
    expect(refunded.refunded?.amountMinor).to.equal(4500n);
    expect(await find(operator)).to.equal(undefined);
  });
});
