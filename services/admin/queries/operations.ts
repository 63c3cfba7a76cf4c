/**
 * What is stuck in any service, for operators of the platform and administrators of a tenant: each request goes to the service that
 * it names, which sees whose rows it is about by the tenant of our token and can log who asked.
 */
import type { Message } from '@bufbuild/protobuf';
import { OperationsService, type GetDeadLetterRequest, type ListDeadLettersRequest, type ListEffectsRequest } from '#proto/berth/admin/v1/operations_service_pb.ts';
import type {
  RedriveEffectRequest, RedriveEffectsRequest, ReplayDeadLetterRequest, ReplayDeadLettersRequest,
} from '#proto/berth/admin/v1/operations_service_pb.ts';
import type { OperationsService as RuntimeOperations } from '#proto/berth/runtime/v1/operations_service_pb.ts';
import { reader, type Reader } from '../../runtime/actor/actor.ts';
import type { Caller, View } from '../../runtime/actor/types.ts';
import { invalidField } from '../../runtime/errors.ts';
import { PLATFORM_TENANT } from '../../runtime/ids.ts';
import type { CallOptions } from '../../runtime/rpc/call-options.ts';
import type { ClientOf } from '../../runtime/rpc/client.ts';

/** A client of what each service serves to the others. */
export type OperationsClient = ClientOf<(typeof RuntimeOperations)['method']>;

const SELF = 'service:admin';

/** The service speaks in its own name: for everybody when an operator asks, else for the asker's tenant. */
export const asService = ({ roles, tenantId }: Caller): Caller => ({
  tenantId: roles.includes('operator') ? PLATFORM_TENANT : tenantId,
  subject: SELF,
  roles: ['service'],
});

/** Many replays take their time; a service stops on its own before that. */
const BULK_MS = 9_000;

/** A reply without its type: the contract of people has a message of the same fields. */
const contentOf = <T extends Message>({ $typeName: _type, $unknown: _unknown, ...content }: T): Omit<T, '$typeName' | '$unknown'> => content;

/** `clients` by the service's name. */
export function operations(clients: ReadonlyMap<string, OperationsClient>): Reader<typeof OperationsService> {
  function clientOf(service: string): OperationsClient {
    const client = clients.get(service);
    if (!client) throw invalidField('service', `must be one of ${[...clients.keys()].toSorted().join(', ')}`, 'UNKNOWN_SERVICE');
    return client;
  }
  const options = ({ caller, signal }: View, requestId = ''): CallOptions => ({ caller: asService(caller), signal, ...(requestId !== '' && { requestId }) });
  const asked = ({ caller }: View): { readonly requestedBy: string } => ({ requestedBy: caller.subject });

  return reader({
    service: OperationsService,
    queries: {
      listDeadLetters: async (view, { service, filter, includeReplayed, pageSize, pageToken }: ListDeadLettersRequest) =>
        contentOf(await clientOf(service).listDeadLetters({ filter, includeReplayed, pageSize, pageToken }, options(view))),
      getDeadLetter: async (view, { service, id }: GetDeadLetterRequest) =>
        contentOf(await clientOf(service).getDeadLetter({ id, ...asked(view) }, options(view))),
      replayDeadLetter: async (view, { service, requestId, id }: ReplayDeadLetterRequest) =>
        contentOf(await clientOf(service).replayDeadLetter({ requestId, id, ...asked(view) }, options(view, requestId))),
      replayDeadLetters: async (view, { service, requestId, filter, pageSize, pageToken }: ReplayDeadLettersRequest) =>
        contentOf(await clientOf(service).replayDeadLetters({ requestId, filter, pageSize, pageToken, ...asked(view) }, { ...options(view, requestId), deadlineMs: BULK_MS })),
      listEffects: async (view, { service, filter, states, pageSize, pageToken }: ListEffectsRequest) =>
        contentOf(await clientOf(service).listEffects({ filter, states, pageSize, pageToken }, options(view))),
      redriveEffect: async (view, { service, requestId, id, ignoreDeadline }: RedriveEffectRequest) =>
        contentOf(await clientOf(service).redriveEffect({ requestId, id, ignoreDeadline, ...asked(view) }, options(view, requestId))),
      redriveEffects: async (view, { service, requestId, filter, pageSize }: RedriveEffectsRequest) =>
        contentOf(await clientOf(service).redriveEffects({ requestId, filter, pageSize, ...asked(view) }, options(view, requestId))),
    },
  });
}
