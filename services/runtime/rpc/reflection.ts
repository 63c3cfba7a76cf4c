/** gRPC reflection v1 out of the generated descriptors: tools such as grpcurl see exactly the contract that is served. */
import { create, createRegistry, type DescFile, type DescService, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { type Server, type ServerDuplexStream, status } from '@grpc/grpc-js';
import {
  ServerReflection,
  type ServerReflectionRequest,
  ServerReflectionRequestSchema,
  ServerReflectionResponseSchema,
} from '#proto/grpc/reflection/v1/reflection_pb.ts';
import { serviceDefinition } from './adapter.ts';

type Answer = NonNullable<MessageInitShape<typeof ServerReflectionResponseSchema>['messageResponse']>;
type Stream = ServerDuplexStream<Uint8Array, Uint8Array>;

/** Adds `grpc.reflection.v1.ServerReflection`. Contracts are public, so it asks for no token; still, a server in production need not tell. */
export function addReflection(server: Server, services: readonly DescService[]): void {
  const answer = answering(services);
  const serverReflectionInfo = (stream: Stream): void => {
    stream.on('data', (bytes: Uint8Array) => {
      const originalRequest = requestIn(bytes);
      if (!originalRequest) return void stream.emit('error', { code: status.INVALID_ARGUMENT, details: 'not a ServerReflectionRequest' });
      const response = create(ServerReflectionResponseSchema, { originalRequest, validHost: originalRequest.host, messageResponse: answer(originalRequest) });
      stream.write(toBinary(ServerReflectionResponseSchema, response));
    });
    stream.on('end', () => stream.end());
    stream.on('error', () => stream.destroy());
  };
  server.addService(serviceDefinition(ServerReflection), { ServerReflectionInfo: serverReflectionInfo });
}

/** Nothing for bytes that are none: whoever connects may send any. */
function requestIn(bytes: Uint8Array): ServerReflectionRequest | undefined {
  try {
    return fromBinary(ServerReflectionRequestSchema, bytes);
  } catch {
    return undefined;
  }
}

function answering(services: readonly DescService[]): (request: ServerReflectionRequest) => Answer {
  const files = closureOf(services.map(({ file }) => file));
  const registry = createRegistry(...files);
  return ({ messageRequest: { case: kind, value } }) => {
    switch (kind) {
      case 'listServices':
        return { case: 'listServicesResponse', value: { service: services.map(({ typeName }) => ({ name: typeName })) } };
      case 'fileByFilename':
        return filesAnswer(files.find(({ proto }) => proto.name === value), value);
      case 'fileContainingSymbol':
        return filesAnswer(registry.get(value)?.file ?? fileOfMethod(services, value), value);
      default:
        return refusal(status.UNIMPLEMENTED, `${kind ?? 'an empty request'} is not answered here`);
    }
  };
}

/** Symbols may name a method (`pkg.Service.Method`), which registries do not list. */
const fileOfMethod = (services: readonly DescService[], symbol: string): DescFile | undefined =>
  services.find(({ typeName, methods }) => methods.some(({ name }) => `${typeName}.${name}` === symbol))?.file;

const filesAnswer = (file: DescFile | undefined, asked: string): Answer =>
  file
    ? { case: 'fileDescriptorResponse', value: { fileDescriptorProto: closureOf([file]).map(({ proto }) => toBinary(FileDescriptorProtoSchema, proto)) } }
    : refusal(status.NOT_FOUND, `${asked} is not part of this server's contract`);

const refusal = (errorCode: number, errorMessage: string): Answer => ({ case: 'errorResponse', value: { errorCode, errorMessage } });

/** The files and all that they import, each once. */
function closureOf(files: readonly DescFile[], seen = new Set<DescFile>()): DescFile[] {
  for (const file of files) {
    if (seen.has(file)) continue;
    seen.add(file);
    closureOf(file.dependencies, seen);
  }
  return [...seen];
}
