/** How a call that failed is told to its caller, its span and our log. */
import type { DescMethod } from '@bufbuild/protobuf';
import type { ConnectError, HandlerContext } from '@connectrpc/connect';
import type { Logger } from '#runtime/logger.ts';
import { nameOf } from '#runtime/rpc/call.ts';
import { toFailure } from '#runtime/rpc/interceptors/errors.ts';
import { toConnectError, upstreamFailure } from './connect-errors.ts';
import { EDGE_CALL } from './edge-call.ts';
import { ownerOf } from './services.ts';

/** The error to answer with. */
export function refused(method: DescMethod, call: HandlerContext, logger: Logger, error: unknown): ConnectError {
  const failure = upstreamFailure(ownerOf(method.parent), toFailure(error, logger, nameOf(method)));
  call.values.get(EDGE_CALL).failed(failure);
  return toConnectError(failure);
}
