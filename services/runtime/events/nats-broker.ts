/** JetStream as the broker of events. Its errors leave here as `BrokerFailure` and as nothing else. */
import { ErrorCode, headers as natsHeaders, NatsError, type ConsumerMessages, type JsMsg, type MsgHdrs, type NatsConnection } from 'nats';
import { BrokerFailure, type Broker, type BrokerProblem, type Deliveries, type Delivered } from './broker.ts';
import { ensureConsumer, ensureStream, jetStreamCode, managerOf } from './streams.ts';

// Short: an event under way when the connection broke is never answered, and sending it again does no harm.
const ACK_TIMEOUT_MS = 2_000;
/** Messages asked for ahead. */
const PREFETCH = 256;
const NO_MESSAGE = 10_037;
const MESSAGE_TOO_BIG = 10_054;

/** The broker behind a connection, for as long as that lasts. */
export function natsBroker(connection: NatsConnection): Broker {
  const jetStream = connection.jetstream();
  return {
    publish: ({ subject, payload, headers }) =>
      asked(async () => {
        const { stream, seq, duplicate } = await jetStream.publish(subject, payload, { headers: toHeaders(headers), timeout: ACK_TIMEOUT_MS });
        return { stream, seq, duplicate };
      }),
    ensureStream: (service) => asked(async () => void (await ensureStream(await managerOf(connection), service))),
    stateOf: (stream) =>
      asked(async () => {
        const { state } = await (await managerOf(connection)).streams.info(stream, { deleted_details: true });
        return { first: state.first_seq, last: state.last_seq, deleted: state.deleted ?? [] };
      }),
    messageIdAt: (stream, seq) => asked(() => messageIdAt(connection, stream, seq)),
    consume: (source, service, only) => asked(() => consume(connection, source, service, only)),
  };
}

async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof NatsError ? new BrokerFailure(problemOf(error), error) : error;
  }
}

function problemOf(error: NatsError): BrokerProblem {
  if (error.code === ErrorCode.NoResponders) return 'no-stream';
  const refused = error.code === ErrorCode.MaxPayloadExceeded || error.code === ErrorCode.BadHeader || jetStreamCode(error) === MESSAGE_TOO_BIG;
  return refused ? 'refused' : 'no-answer';
}

/** Headers as the client takes them. */
export function toHeaders(all: Readonly<Record<string, string>>): MsgHdrs {
  const headers = natsHeaders();
  for (const [name, value] of Object.entries(all)) headers.set(name, value);
  return headers;
}

async function messageIdAt(connection: NatsConnection, stream: string, seq: number): Promise<string | undefined> {
  try {
    const message = await (await managerOf(connection)).streams.getMessage(stream, { seq });
    return message.header.get('Nats-Msg-Id');
  } catch (error) {
    if (jetStreamCode(error) === NO_MESSAGE) return undefined;
    throw error;
  }
}

async function consume(connection: NatsConnection, source: string, service: string, only: string | undefined): Promise<Deliveries> {
  const consumer = await ensureConsumer(connection, source, service, only);
  // Without `abort_on_missing_resource` the iterator stays open and silent when its consumer is deleted.
  const messages = await consumer.consume({ max_messages: PREFETCH, expires: 10_000, idle_heartbeat: 2_000, abort_on_missing_resource: true });
  void connection.closed().then(() => messages.stop());
  return { stop: () => messages.stop(), [Symbol.asyncIterator]: () => delivered(messages) };
}

async function* delivered(messages: ConsumerMessages): AsyncGenerator<Delivered, void> {
  for await (const message of messages) yield toDelivered(message);
}

function toDelivered(message: JsMsg): Delivered {
  const headers: Record<string, string> = {};
  for (const [name, [value = '']] of message.headers ?? []) headers[name] = value;
  return {
    subject: message.subject,
    headers,
    payload: message.data,
    get place() {
      const { stream, streamSequence, timestampNanos } = message.info;
      return `${stream}/${streamSequence}/${timestampNanos}`;
    },
    ack: () => tell(() => message.ack()),
    // The server ignores a delay that is no whole number, and delivers at once.
    nak: (inMs) => tell(() => message.nak(Math.ceil(inMs))),
    working: () => tell(() => message.working()),
  };
}

/** A connection that is closed for good takes no answers; what is not answered is delivered again. */
function tell(answer: () => void): void {
  try {
    answer();
  } catch (error) {
    if (!(error instanceof NatsError)) throw error;
  }
}
