import { create } from '@bufbuild/protobuf';
import { expect } from 'chai';
import { CatalogService, ListCategoriesResponseSchema } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { ServerReflection } from '#proto/grpc/reflection/v1/reflection_pb.ts';
import { Failure } from '../errors.ts';
import { createTestKeys } from '../testing/keys.ts';
import { failureOf, startTestRpc, testCaller } from '../testing/rpc.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { connectTo } from './client.ts';
import { createTokenSigner, createTokenVerifier } from './tokens.ts';

const keys = createTestKeys('client');
const options = { tokens: createTokenSigner(keys.signingKey('client')), telemetry: createTelemetry({ serviceName: 'test' }) };
const caller = testCaller();
const handle = async () => create(ListCategoriesResponseSchema);
const verifier = createTokenVerifier(keys.jwks, 'catalog');

describe('rpc client', () => {
  it('makes its tokens out to the service in the package’s name', async () => {
    await using rpc = await startTestRpc([CatalogService], handle, { verifier });
    using client = connectTo(CatalogService, { ...options, address: rpc.address });
    await client.listCategories({}, { caller });
  });

  it('fails at once, as a Failure, when nobody listens', async () => {
    const { address, ...rpc } = await startTestRpc([CatalogService], handle);
    await rpc[Symbol.asyncDispose]();
    using client = connectTo(CatalogService, { ...options, address });
    // Not by a deadline, which would be DEADLINE_EXCEEDED and take a minute.
    const error = await failureOf(client.listCategories({}, { caller, deadlineMs: 60_000 }));
    expect(error).to.be.instanceOf(Failure).and.include({ code: 'UNAVAILABLE' });
  });

  it('is back soon after its server is', async () => {
    const first = await startTestRpc([CatalogService], handle, { verifier });
    using client = connectTo(CatalogService, { ...options, address: first.address });
    await client.listCategories({}, { caller });
    await first[Symbol.asyncDispose]();
    for (let i = 0; i < 10; i++) await failureOf(client.listCategories({}, { caller }));
    await using _ = await startTestRpc([CatalogService], handle, { verifier, port: Number(first.address.split(':')[1]) });
    const back = performance.now();
    const answered = async (): Promise<unknown> => client.listCategories({}, { caller }).catch(() => new Promise((resolve) => setTimeout(resolve, 10)).then(answered));
    await answered();
    expect(performance.now() - back).to.be.below(3_000);
  });

  it('has no methods for streams of requests', () => {
    expect(() => connectTo(ServerReflection, { ...options, address: '127.0.0.1:1' })).to.throw('streams of requests are not supported');
  });
});
