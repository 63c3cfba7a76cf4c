/** Entities of the integration service's plain reads. */
import { defineEntity, p } from '@mikro-orm/core';

export const TrackedEventEntity = defineEntity({
  name: 'TrackedEvent',
  tableName: 'tracked_event',
  properties: {
    tenantId: p.uuid().primary(),
    id: p.uuid().primary(),
    eventId: p.text(),
    eventName: p.text(),
    bookingId: p.uuid(),
    customerId: p.uuid().nullable(),
    state: p.text().$type<'pending' | 'sent' | 'failed'>(),
    valueMinor: p.bigint(),
    currency: p.text(),
    requestJson: p.text(),
    providerRequestId: p.text(),
    sendTime: p.datetime().nullable(),
    error: p.text(),
  },
});
