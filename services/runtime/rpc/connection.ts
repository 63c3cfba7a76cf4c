/** A connection to one service: every call has a deadline, a token, a span and a request id, and fails as a `Failure`. */
import { create, type DescMessage, type DescMethod, type DescMethodServerStreaming, type DescMethodUnary, type DescService } from '@bufbuild/protobuf';
import { fromBinary, type MessageInitShape, type MessageShape, toBinary } from '@bufbuild/protobuf';
import { Client, Metadata } from '@grpc/grpc-js';
import type { Context } from '@opentelemetry/api';
import { newId } from '../ids.ts';
import { traceparentOf } from '../telemetry/propagation.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { createBreaker } from './breaker.ts';
import { type BytesCall, streamBytes, unaryBytes } from './bytes-call.ts';
import { callDeadline, type CallOptions } from './call-options.ts';
import { channelOptions } from './channel-options.ts';
import { clientSpan } from './client-trace.ts';
import { REQUEST_ID } from './interceptors/request-id.ts';
import type { TokenSigner } from './tokens.ts';
import { PLAIN, type TransportSecurity } from './transport-security.ts';

export interface ConnectionOptions {
  /** `host:port`. */
  readonly address: string;
  readonly tokens: TokenSigner;
  readonly telemetry: Telemetry;
  /** Name that the called service verifies tokens for; by default the package's: `payment` of `berth.payment.v1`. */
  readonly audience?: string;
  /** How to connect; in the clear by default. */
  readonly security?: TransportSecurity;
}

/** Calls by method descriptor, for those who forward; `connectTo` has the same by name. Connects at the first call. */
export interface RpcConnection extends Disposable {
  unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    options: CallOptions,
  ): Promise<MessageShape<O>>;
  serverStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    request: MessageInitShape<I>,
    options: CallOptions,
  ): AsyncGenerator<MessageShape<O>>;
}

/** Opens a connection to `service`. */
export function openConnection(service: DescService, options: ConnectionOptions): RpcConnection {
  const { address, telemetry, audience = audienceOf(service), security = PLAIN } = options;
  const client = new Client(address, security.client(audience), channelOptions(service, audience));
  const breaker = createBreaker(service.typeName);
  const prepare = outgoing(client, options, audience);
  return {
    async unary(method, request, callOptions) {
      const span = clientSpan(telemetry, method, address);
      try {
        const call = await prepare(method, toBinary(method.input, create(method.input, request)), callOptions, span.within);
        const reply = fromBinary(method.output, await breaker.run(() => unaryBytes(call)));
        span.end();
        return reply;
      } catch (error) {
        span.end(error);
        throw error;
      }
    },
    async *serverStream(method, request, callOptions) {
      const span = clientSpan(telemetry, method, address);
      let failure: unknown;
      try {
        const call = await prepare(method, toBinary(method.input, create(method.input, request)), callOptions, span.within);
        for await (const bytes of streamBytes(call)) yield fromBinary(method.output, bytes);
      } catch (error) {
        failure = error;
        throw error;
      } finally {
        span.end(failure);
      }
    },
    [Symbol.dispose]() {
      breaker[Symbol.dispose]();
      client.close();
    },
  };
}

/** The service's name in tokens: the part of `berth.<service>.v1` that differs. */
export const audienceOf = ({ typeName }: DescService): string => typeName.split('.')[1] ?? typeName;

type Prepare = (method: DescMethod, body: Uint8Array, options: CallOptions, within: Context) => Promise<BytesCall>;

function outgoing(client: Client, { tokens }: ConnectionOptions, audience: string): Prepare {
  return async (method, body, options, within) => {
    const deadline = callDeadline(method, options, within);
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${await tokens.sign(options.caller, audience)}`);
    metadata.set('traceparent', traceparentOf(within));
    metadata.set(REQUEST_ID, options.requestId ?? newId());
    return { client, method, body, metadata, deadline, signal: options.signal };
  };
}
