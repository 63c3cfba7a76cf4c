import { create } from '@bufbuild/protobuf';
import { credentials, makeGenericClientConstructor, type ServiceError } from '@grpc/grpc-js';
import { expect } from 'chai';
import { service as healthDefinition } from 'grpc-health-check';
import { CatalogService, ListCategoriesResponseSchema } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { failureOf, startTestRpc, testCaller, type TestRpc } from '../testing/rpc.ts';

const HealthClient = makeGenericClientConstructor(healthDefinition, 'Health');

async function statusOf({ address }: TestRpc, service: string): Promise<unknown> {
  const client = new HealthClient(address, credentials.createInsecure());
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  client['check']?.({ service }, (error: ServiceError | null, reply?: { status: unknown }) => (error ? reject(error) : resolve(reply?.status)));
  return promise.finally(() => client.close());
}

describe('gRPC health', () => {
  const handle = async () => create(ListCategoriesResponseSchema);

  it('serves the server and each service, and knows no other', async () => {
    await using rpc = await startTestRpc([CatalogService], handle);
    expect(await statusOf(rpc, '')).to.equal('SERVING');
    expect(await statusOf(rpc, CatalogService.typeName)).to.equal('SERVING');
    expect(await failureOf(statusOf(rpc, 'berth.none'))).to.have.property('code', 5);
  });

  const checks: Readonly<Record<string, () => Promise<boolean> | boolean>> = {
    'not passed': () => false,
    broken: () => Promise.reject(new Error('down')),
  };
  for (const [what, ready] of Object.entries(checks)) {
    it(`is not serving from the start when its check is ${what}`, async () => {
      await using rpc = await startTestRpc([CatalogService], handle, { ready });
      expect(await statusOf(rpc, '')).to.equal('NOT_SERVING');
    });
  }

  it('says NOT_SERVING while the last calls finish', async () => {
    const gate = Promise.withResolvers<void>();
    const started = Promise.withResolvers<void>();
    const rpc = await startTestRpc([CatalogService], async () => {
      started.resolve();
      await gate.promise;
      return create(ListCategoriesResponseSchema);
    });
    const watcher = new HealthClient(rpc.address, credentials.createInsecure());
    const states: unknown[] = [];
    const serving = Promise.withResolvers<void>();
    const notServing = Promise.withResolvers<void>();
    const stream = watcher['watch']?.({ service: '' });
    stream.on('error', () => undefined);
    stream.on('data', ({ status }: { status: unknown }) => {
      states.push(status);
      if (status === 'NOT_SERVING') notServing.resolve();
      else serving.resolve();
    });
    await serving.promise;
    const running = rpc.connect(CatalogService).listCategories({}, { caller: testCaller() });
    await started.promise;
    const stopping = rpc[Symbol.asyncDispose]();
    await notServing.promise;
    gate.resolve();
    await running;
    await stopping;
    watcher.close();
    expect(states).to.deep.equal(['SERVING', 'NOT_SERVING']);
  });
});
