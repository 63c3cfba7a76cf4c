/** Requests and responses of Node's two HTTP versions as one. */
import type { universalRequestFromNodeRequest, universalResponseToNodeResponse } from '@connectrpc/connect-node';

export type HttpRequest = Parameters<typeof universalRequestFromNodeRequest>[0];
export type HttpResponse = Parameters<typeof universalResponseToNodeResponse>[1];
