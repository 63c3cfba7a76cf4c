/** One connection to each service of the contract, and whether it answers. */
import { create, type DescService, fromBinary, toBinary } from '@bufbuild/protobuf';
import { Client } from '@grpc/grpc-js';
import { Health, HealthCheckRequestSchema, HealthCheckResponseSchema, HealthCheckResponse_ServingStatus } from '#proto/grpc/health/v1/health_pb.ts';
import { methodDefinition } from '#runtime/rpc/adapter.ts';
import { channelOptions } from '#runtime/rpc/channel-options.ts';
import { openConnection, type RpcConnection } from '#runtime/rpc/connection.ts';
import type { TokenSigner } from '#runtime/rpc/tokens.ts';
import type { TransportSecurity } from '#runtime/rpc/transport-security.ts';
import type { Telemetry } from '#runtime/telemetry/telemetry.ts';
import { ownerOf } from './services.ts';

export interface UpstreamsOptions {
  readonly services: readonly DescService[];
  /** `host:port` by service name. */
  readonly addresses: Readonly<Record<string, string>>;
  readonly tokens: TokenSigner;
  readonly telemetry: Telemetry;
  readonly security: TransportSecurity;
}

/** What a service says of itself: `SERVING`, `NOT_SERVING`, or `UNREACHABLE` when it says nothing. */
export type Serving = 'SERVING' | 'NOT_SERVING' | 'UNREACHABLE';

export interface Upstreams extends Disposable {
  connectionTo(service: DescService): RpcConnection;
  /** gRPC health of each service, by name. */
  health(): Promise<Readonly<Record<string, Serving>>>;
}

const HEALTH_MS = 1_000;

/** Connects at the first call. */
export function openUpstreams({ services, addresses, tokens, telemetry, security }: UpstreamsOptions): Upstreams {
  const addressOf = (name: string): string => {
    const address = addresses[name];
    if (address === undefined) throw new TypeError(`the ${name} service has no address: set ${name.toUpperCase()}_SERVICE_ADDRESS`);
    return address;
  };
  const connections = new Map(
    services.map((service) => [service.typeName, openConnection(service, { address: addressOf(ownerOf(service)), tokens, telemetry, security })]),
  );
  const names = [...new Set(services.map(ownerOf))].toSorted();
  const probes = names.map((name) => [name, new Client(addressOf(name), security.client(name), channelOptions(Health, name))] as const);
  return {
    connectionTo({ typeName }) {
      const connection = connections.get(typeName);
      if (!connection) throw new TypeError(`${typeName} is not part of the contract that was loaded`);
      return connection;
    },
    health: async () => Object.fromEntries(await Promise.all(probes.map(async ([name, probe]) => [name, await check(probe)] as const))),
    [Symbol.dispose]() {
      for (const connection of connections.values()) connection[Symbol.dispose]();
      for (const [, probe] of probes) probe.close();
    },
  };
}

function check(probe: Client): Promise<Serving> {
  const { path, requestSerialize, responseDeserialize } = methodDefinition(Health.method.check);
  const body = toBinary(HealthCheckRequestSchema, create(HealthCheckRequestSchema));
  const { promise, resolve } = Promise.withResolvers<Serving>();
  probe.makeUnaryRequest(path, requestSerialize, responseDeserialize, body, { deadline: Date.now() + HEALTH_MS }, (error, bytes) => {
    if (error || !bytes) return resolve('UNREACHABLE');
    const { status } = fromBinary(HealthCheckResponseSchema, bytes);
    resolve(status === HealthCheckResponse_ServingStatus.SERVING ? 'SERVING' : 'NOT_SERVING');
  });
  return promise;
}
