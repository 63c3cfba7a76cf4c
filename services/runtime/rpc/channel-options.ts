/** How channels behave: they notice dead peers in 12 s, come back within half a second, and repeat only what may be repeated. */
import type { DescMethod, DescService } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import type { ChannelOptions } from '@grpc/grpc-js';
import { MAX_MESSAGE_BYTES } from './limits.ts';

// By the default of 64 KB an answer such as a month of times waits half way for leave to go on.
const WINDOW_BYTES = 1_048_576;

/** Options of a channel to `service`, which goes by `name`. grpc-js's own defaults are no keepalive and a reconnect delay of up to two minutes. */
export const channelOptions = (service: DescService, name: string): ChannelOptions => ({
  // Asked for by its name: there may be no other, where it is reached by an address.
  'grpc.ssl_target_name_override': name,
  'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
  'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  'grpc-node.flow_control_window': WINDOW_BYTES,
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 2_000,
  'grpc.keepalive_permit_without_calls': 1,
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 500,
  'grpc.service_config': JSON.stringify(serviceConfig(service)),
  'grpc.service_config_disable_resolution': 1,
});

/** `UNAVAILABLE` is tried again, twice, for methods that are safe to repeat. */
function serviceConfig(service: DescService): object {
  const repeatable = service.methods.filter(isRepeatable);
  if (repeatable.length === 0) return {};
  const retryPolicy = {
    maxAttempts: 3,
    initialBackoff: '0.05s',
    maxBackoff: '0.5s',
    backoffMultiplier: 2,
    retryableStatusCodes: ['UNAVAILABLE'],
  };
  const name = repeatable.map((method) => ({ service: service.typeName, method: method.name }));
  return { methodConfig: [{ name, retryPolicy }], retryThrottling: { maxTokens: 100, tokenRatio: 0.1 } };
}

/** Reads, and writes whose request id makes a repeat answer what the first did: all attempts of a call carry the same one. */
function isRepeatable({ methodKind, idempotency, input }: DescMethod): boolean {
  const hasRequestId = input.fields.some(({ name }) => name === 'request_id');
  return methodKind === 'unary' && (idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS || hasRequestId);
}
