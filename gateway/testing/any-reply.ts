/** The emptiest good answer to any RPC. */
import { create } from '@bufbuild/protobuf';
import type { ServerCall } from '#runtime/rpc/server.ts';
import type { Reply } from '#runtime/rpc/serve.ts';

/** One empty message, whether the RPC answers with one or with a stream. */
export const emptyReply = ({ method }: ServerCall): Reply =>
  method.methodKind === 'server_streaming' ? oneOf(create(method.output)) : Promise.resolve(create(method.output));

async function* oneOf<T>(message: T): AsyncGenerator<T> {
  yield message;
}
