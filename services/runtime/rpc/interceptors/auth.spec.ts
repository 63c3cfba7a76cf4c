import { create, toBinary } from '@bufbuild/protobuf';
import { Client, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { expect } from 'chai';
import { CatalogService, CreateOfferingRequestSchema, ListCategoriesRequestSchema, ListCategoriesResponseSchema } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { failureOf, startTestRpc, testCaller } from '../../testing/rpc.ts';
import { methodDefinition } from '../adapter.ts';
import { fromStatus } from '../status.ts';

/** A call with these metadata and nothing that the client would add. */
function bareCall(address: string, headers: Readonly<Record<string, string>>): Promise<Uint8Array> {
  const { path, requestSerialize, responseDeserialize } = methodDefinition(CatalogService.method.listCategories);
  const client = new Client(address, credentials.createInsecure());
  const metadata = Metadata.fromHttp2Headers(headers);
  const body = toBinary(ListCategoriesRequestSchema, create(ListCategoriesRequestSchema));
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const settle = (error: ServiceError | null, value?: Uint8Array): void => (error ? reject(fromStatus(error)) : resolve(value ?? new Uint8Array()));
  client.makeUnaryRequest(path, requestSerialize, responseDeserialize, body, metadata, settle);
  return promise.finally(() => client.close());
}

describe('auth interceptor', () => {
  let calls = 0;
  const handle = async () => (calls++, create(ListCategoriesResponseSchema));
  beforeEach(() => (calls = 0));

  for (const [what, headers] of Object.entries({
    'no token': {},
    'another scheme': { authorization: 'Basic dXNlcjpwYXNz' },
    'an empty token': { authorization: 'Bearer ' },
    'an invalid token': { authorization: 'Bearer a.b.c' },
  })) {
    it(`refuses a public RPC with ${what}`, async () => {
      await using rpc = await startTestRpc([CatalogService], handle);
      expect(await failureOf(bareCall(rpc.address, headers))).to.include({ code: 'UNAUTHENTICATED' });
      expect(calls).to.equal(0);
    });
  }

  it('lets the anonymous call a public RPC and nothing else', async () => {
    await using rpc = await startTestRpc([CatalogService], handle);
    const client = rpc.connect(CatalogService);
    const caller = testCaller();
    await client.listCategories({}, { caller });
    const error = await failureOf(client.createOffering(create(CreateOfferingRequestSchema), { caller }));
    expect(error).to.include({ code: 'UNAUTHENTICATED', reason: 'SIGN_IN_REQUIRED' });
    expect(calls).to.equal(1);
  });

  it('refuses before it says what is wrong with the request', async () => {
    await using rpc = await startTestRpc([CatalogService], handle);
    const invalid = create(CreateOfferingRequestSchema);
    const error = await failureOf(rpc.connect(CatalogService).createOffering(invalid, { caller: testCaller('user') }));
    expect(error).to.include({ code: 'PERMISSION_DENIED', reason: 'ACCESS_DENIED' });
    expect(await failureOf(rpc.connect(CatalogService).createOffering(invalid, { caller: testCaller('admin') }))).to.include({ code: 'INVALID_ARGUMENT' });
  });
});
