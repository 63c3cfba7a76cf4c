/** For tests: events of a made-up aggregate, complete as they stand in an outbox. */
import { newId, toTypeId } from '../ids.ts';
import { cloudEventHeaders, subjectOf } from './envelope.ts';

export const TENANT = '018f0000-0000-7000-8000-00000000000a';

/** What a test says about an event to write. */
export interface TestEvent {
  readonly key: string;
  readonly version: number;
  readonly type?: string;
  readonly payload?: Uint8Array;
  readonly id?: string;
  readonly tenantId?: string;
  readonly schema?: string;
}

/** An event of a service as it stands in the outbox. */
export function outgoing(service: string, event: TestEvent): { id: string; subject: string; headers: Record<string, string>; payload: Uint8Array } & Required<TestEvent> {
  const full = {
    id: newId(),
    type: 'booking.created',
    payload: new Uint8Array(),
    tenantId: TENANT,
    schema: 'berth.booking.v1.BookingCreated',
    ...event,
  };
  const typeId = toTypeId('bkg', full.key);
  const headers = cloudEventHeaders({
    ...full,
    source: service,
    keyVersion: BigInt(full.version),
    time: new Date(),
    actor: 'service:test',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    subject: typeId,
  });
  return { ...full, headers, subject: subjectOf({ service, type: full.type, tenantId: full.tenantId, key: typeId }) };
}
