import { expect } from 'chai';
import { TenantService } from '#proto/berth/user/v1/user_service_pb.ts';
import { Failure } from '#runtime/errors.ts';
import { PLATFORM_TENANT } from '#runtime/ids.ts';
import { connectTo } from '#runtime/rpc/client.ts';
import { createTokenSigner } from '#runtime/rpc/tokens.ts';
import { createTelemetry } from '#runtime/telemetry/telemetry.ts';
import { startNetwork, type Network } from './network.ts';
import { CARDS, holdAt, payWith, readyCheckout, until } from './pay.ts';

describe('all of Berth with certificates between its parts', function () {
  this.timeout(120_000);
  let network: Network;

  before(async () => (network = await startNetwork({ env: { INTERNAL_TLS: 'true' } })));
  after(() => network[Symbol.asyncDispose]());

  it('books, pays, writes receipts and mails', async () => {
    const client = await network.customer();
    const held = await holdAt(network, client, await network.shop.session(network.shop.paid));
    await payWith(network, await readyCheckout(client, held.id), CARDS.good);
    await until(client, held.id, (_, steps) => ['receipt.generated', 'notification.sent'].every((step) => steps.includes(step)));
    expect(await (await fetch(`${network.url}/health`)).json()).to.have.nested.property('services.booking', 'SERVING');
  });

  it('takes no call in the clear, be the token as good as it may', async () => {
    const { keys, entries, settings } = network.berth.around;
    const port = (entries.find(({ name }) => name === 'user')?.port ?? 0) + settings.portOffset;
    const telemetry = createTelemetry({ serviceName: 'test' });
    using client = connectTo(TenantService, { address: `127.0.0.1:${port}`, tokens: createTokenSigner(keys.privateKeys.get('gateway') ?? ''), telemetry });
    const caller = { tenantId: PLATFORM_TENANT, subject: 'service:gateway', roles: ['service' as const] };
    const refused: unknown = await client.listTenants({}, { caller, deadlineMs: 2_000 }).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(Failure).with.property('code', 'UNAVAILABLE');
    await telemetry.shutdown();
  });
});
