import { create, type DescFile, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { Client, credentials, status } from '@grpc/grpc-js';
import { expect } from 'chai';
import { once } from 'node:events';
import { CatalogService, file_berth_catalog_v1_catalog_service } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { ServerReflection, ServerReflectionRequestSchema, type ServerReflectionResponse, ServerReflectionResponseSchema } from '#proto/grpc/reflection/v1/reflection_pb.ts';
import { failureOf, startTestRpc, type TestRpc } from '../testing/rpc.ts';
import { methodDefinition } from './adapter.ts';

type Question = NonNullable<MessageInitShape<typeof ServerReflectionRequestSchema>['messageRequest']>;

describe('gRPC reflection', () => {
  let rpc: TestRpc;
  before(async () => (rpc = await startTestRpc([CatalogService], () => Promise.reject(new Error('not called')), { reflection: true })));
  after(() => rpc[Symbol.asyncDispose]());

  async function send(question: Uint8Array, address = rpc.address): Promise<Uint8Array> {
    const client = new Client(address, credentials.createInsecure());
    const { path, requestSerialize, responseDeserialize } = methodDefinition(ServerReflection.method.serverReflectionInfo);
    const stream = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
    stream.end(question);
    try {
      const [bytes] = await once(stream, 'data');
      return bytes;
    } finally {
      client.close();
    }
  }

  async function ask(messageRequest: Question): Promise<ServerReflectionResponse['messageResponse']> {
    const question = toBinary(ServerReflectionRequestSchema, create(ServerReflectionRequestSchema, { messageRequest }));
    return fromBinary(ServerReflectionResponseSchema, await send(question)).messageResponse;
  }

  const fileNames = ({ case: kind, value }: ServerReflectionResponse['messageResponse']): string[] =>
    kind === 'fileDescriptorResponse' ? value.fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name) : [];
  const importsOf = ({ proto, dependencies }: DescFile): string[] => [proto.name, ...dependencies.flatMap(importsOf)];

  it('lists the services', async () => {
    const { case: kind, value } = await ask({ case: 'listServices', value: '' });
    expect(kind === 'listServicesResponse' && value.service.map(({ name }) => name)).to.deep.equal(['berth.catalog.v1.CatalogService']);
  });

  for (const symbol of ['CatalogService', 'CatalogService.ListOfferings', 'ListOfferingsRequest']) {
    it(`gives the file of ${symbol} with all that it imports`, async () => {
      const names = fileNames(await ask({ case: 'fileContainingSymbol', value: `berth.catalog.v1.${symbol}` }));
      expect(names).to.have.members([...new Set(importsOf(file_berth_catalog_v1_catalog_service))]);
    });
  }

  it('gives files by their name', async () => {
    const names = fileNames(await ask({ case: 'fileByFilename', value: 'berth/type/v1/money.proto' }));
    expect(names[0]).to.equal('berth/type/v1/money.proto');
  });

  it('refuses what is no question, and goes on', async () => {
    expect(await failureOf(send(Buffer.from([0x0a, 0xff])))).to.have.property('code', status.INVALID_ARGUMENT);
    expect((await ask({ case: 'listServices', value: '' })).case).to.equal('listServicesResponse');
  });

  it('is there only where it is asked for', async () => {
    await using silent = await startTestRpc([CatalogService], () => Promise.reject(new Error('not called')));
    expect(await failureOf(send(new Uint8Array(), silent.address))).to.have.property('code', status.UNIMPLEMENTED);
  });

  it('says when it knows no such thing', async () => {
    for (const question of [
      { case: 'fileContainingSymbol', value: 'berth.none' },
      { case: 'fileByFilename', value: '../etc/passwd' },
      { case: 'allExtensionNumbersOfType', value: 'x' },
    ] as const) {
      expect((await ask(question)).case).to.equal('errorResponse');
    }
  });
});
