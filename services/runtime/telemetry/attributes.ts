/** The registry of span and metric attribute names: what is not listed here is not recorded. */

/** Names of OpenTelemetry's semantic conventions that Berth sets by hand. */
export const RPC = {
  system: 'rpc.system.name',
  method: 'rpc.method',
  status: 'rpc.response.status_code',
  errorType: 'error.type',
  serverAddress: 'server.address',
} as const;

/** Berth's own names. None may hold personal data, secrets or card data. */
export const BERTH = {
  /** Tenant's uuid. */
  tenant: 'berth.tenant',
  /** Who acts: a user's uuid, `service:<name>` or `anonymous`. */
  subject: 'berth.subject',
  /** Idempotency key of the request. */
  requestId: 'berth.request_id',
  /** Name of the actor whose turn runs. */
  actor: 'berth.actor',
  /** Type of the first key of a turn. */
  keyType: 'berth.key.type',
  /** Uuid of the first key of a turn. */
  key: 'berth.key',
  /** Turns in a batch. */
  batchSize: 'berth.batch.size',
  /** Name of an event, such as `payment.authorized`. */
  event: 'berth.event',
  /** Uuid of an event. */
  eventId: 'berth.event.id',
  /** Name of an effect or reminder. */
  effect: 'berth.effect',
  /** Attempt at an effect or delivery, from 1. */
  attempt: 'berth.attempt',
  /** Id that ties an `INTERNAL` answer to its log line. */
  errorId: 'berth.error_id',
} as const;
