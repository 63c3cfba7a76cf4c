/** The registry of span and metric attribute names: what is not listed here is not recorded by hand. None may hold personal data, secrets or card data. */

/** Names of OpenTelemetry's semantic conventions for calls. */
export const RPC = {
  system: 'rpc.system.name',
  method: 'rpc.method',
  status: 'rpc.response.status_code',
  errorType: 'error.type',
  serverAddress: 'server.address',
} as const;

/** Names of OpenTelemetry's semantic conventions for databases. */
export const DB = {
  system: 'db.system.name',
  /** Text of the statement, never its values. */
  query: 'db.query.text',
  rows: 'db.response.returned_rows',
} as const;

/** Names of OpenTelemetry's semantic conventions for messages. */
export const MESSAGING = {
  system: 'messaging.system',
  operation: 'messaging.operation.type',
  destination: 'messaging.destination.name',
  messageId: 'messaging.message.id',
} as const;

/** Berth's own names. */
export const BERTH = {
  /** Tenant's uuid. */
  tenant: 'berth.tenant',
  /** Who acts: a user's uuid, `service:<name>` or `anonymous`. */
  subject: 'berth.subject',
  /** Idempotency key of the request. */
  requestId: 'berth.request_id',
  /** Name of the actor whose turn runs. */
  actor: 'berth.actor',
  /** First key of a turn or effect, as `<type>/<uuid>`; an event's uuid. */
  key: 'berth.key',
  /** Reason of a refused turn. */
  reason: 'berth.reason',
  /** True when the request log had the answer. */
  replayed: 'berth.replayed',
  /** Turns in a batch. */
  batchSize: 'berth.batch.size',
  /** Name of an event, such as `payment.authorized`. */
  event: 'berth.event',
  /** Uuid of an event. */
  eventId: 'berth.event.id',
  /** Uuid of an effect. */
  effectId: 'berth.effect.id',
  /** Attempt at an effect, from 1. */
  effectAttempt: 'berth.effect.attempt',
} as const;
