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

/** Names of the runtime's own metrics. */
export const METRIC = {
  /** Turns that wait, by `LABEL.queue`. */
  queueLength: 'berth.mailbox.queue.length',
  /** Turns in a batch, by `LABEL.lane`. */
  batchSize: 'berth.mailbox.batch.size',
  /** From a batch's begin to the end of its last attempt, by `LABEL.lane`. */
  batchDuration: 'berth.mailbox.batch.duration',
  /** Turns by `LABEL.outcome`. */
  turns: 'berth.mailbox.turns',
  /** Turns that had to wait for a key that somebody else held. */
  slowPath: 'berth.mailbox.slow_path.turns',
  /** Batches that were halved to find the turn that spoils them. */
  bisects: 'berth.mailbox.bisects',
  /** Events that wait to be published. */
  unpublished: 'berth.outbox.unpublished',
  /** Age of the oldest of them. */
  oldestUnpublished: 'berth.outbox.oldest.age',
  /** Events that the broker took. */
  published: 'berth.outbox.published',
  /** Events that the broker had lost and that are published again. */
  rewound: 'berth.outbox.rewound',
  /** Events that wait at the broker, by `LABEL.consumer`. */
  pending: 'berth.consumer.pending',
  /** Events that were dealt with, by `LABEL.outcome`. */
  consumed: 'berth.consumer.events',
  /** Dead letters that wait for somebody. */
  deadLetters: 'berth.dead_letter.waiting',
  /** Effects that are due and not leased. */
  effectsDue: 'berth.effect.due',
  /** Effects that wait for somebody. */
  effectsParked: 'berth.effect.parked',
  /** Attempts at effects, by `LABEL.outcome`. */
  attempts: 'berth.effect.attempts',
  /** Statements that wait for a connection, by `LABEL.pool`. */
  poolWaiting: 'berth.db.pool.waiting',
  /** Connections that are at work, by `LABEL.pool`. */
  poolUsed: 'berth.db.pool.used',
} as const;

/** The labels of metrics. Each has few values, known beforehand: never a tenant, an id or anything that a caller chooses. */
export const LABEL = {
  /** `ready`, or `held` for those that wait for a key that somebody else holds. */
  queue: 'berth.queue',
  /** `fast`, `express` or `slow`. */
  lane: 'berth.lane',
  /** What came of it. */
  outcome: 'berth.outcome',
  /** `<stream>.<service>`. */
  consumer: 'berth.consumer',
  /** `app` or `relay`. */
  pool: 'berth.pool',
} as const;
