/** A write of an operator that is repeated with its request id is answered as the first time, from the request log. */
import { createHmac } from 'node:crypto';
import { create, fromBinary, toBinary, type DescMethodUnary, type MessageInitShape, type MessageShape, type DescMessage, type Message } from '@bufbuild/protobuf';
import { postgresRequestLog } from '../actor/request-log.ts';
import type { Query } from '../db/query.ts';
import { invalidField } from '../errors.ts';

/** A request as the log knows it. */
export interface OnceRequest<O extends DescMessage> {
  readonly method: DescMethodUnary<DescMessage, O>;
  readonly request: Message & { readonly requestId: string };
  /** Tenant's uuid, and who asks. */
  readonly tenantId: string;
  readonly principal: string;
  /** Key of the fingerprint of the request. */
  readonly bodyKey: Uint8Array;
}

/**
 * Runs `work` unless its reply is stored. Where `query` is a transaction, both happen or neither; where it is not, two at the same time
 * may both run, which is for work that is the same the second time.
 * Without a request id there is nothing to tell a repeat by.
 */
export async function once<O extends DescMessage>(
  query: Query,
  { method, request, tenantId, principal, bodyKey }: OnceRequest<O>,
  work: () => Promise<MessageInitShape<O>>,
): Promise<MessageShape<O>> {
  const { requestId } = request;
  if (requestId === '') return create(method.output, await work());
  const scope = { tenantId, principal, method: `${method.parent.typeName}/${method.name}`, requestId };
  const bodyHash = createHmac('sha256', bodyKey).update(toBinary(method.input, request)).digest();
  const known = (await postgresRequestLog.find(query, [scope])).find((entry) => entry.method === scope.method && entry.principal === principal && entry.tenantId === tenantId);
  if (known) {
    if (Buffer.compare(known.bodyHash, bodyHash) !== 0) throw invalidField('request_id', 'was used with another body', 'REQUEST_ID_REUSED');
    return fromBinary(method.output, known.reply);
  }
  const reply = create(method.output, await work());
  const [clock] = await query.run<{ now: Date }>('select clock_timestamp() as now');
  if (clock) await postgresRequestLog.save(query, [{ ...scope, bodyHash, reply: toBinary(method.output, reply) }], clock.now);
  return reply;
}
