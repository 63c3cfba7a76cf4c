/** The connection to NATS of one service: it comes back after any outage, and nothing waits for it that can go on without. */
import { connect, DebugEvents, type NatsConnection, type Subscription } from 'nats';
import type { Logger } from '../logger.ts';
import type { Broker, BrokerLink } from './broker.ts';
import { natsBroker } from './nats-broker.ts';
import { natsSettings, RETRY_MS, withoutSecrets, type NatsTarget } from './nats-settings.ts';
import { pause } from './pause.ts';

export interface NatsOptions extends NatsTarget {
  readonly logger: Logger;
}

/** A service's way to the broker. */
export interface Nats extends BrokerLink, AsyncDisposable {
  /** The connection: waits until the broker is reached for the first time. Rejects after disposal. */
  connection(): Promise<NatsConnection>;
  /** The connection while the broker is reached, for work that rather comes back later than waits. */
  live(): NatsConnection | undefined;
  /** True after disposal. */
  isClosed(): boolean;
}

const FIRST_WAIT_MS = 2_000;

/**
 * Starts to connect, and waits a moment for it. A broker that is down does not keep a service from starting:
 * its events wait in the outbox.
 */
export async function connectNats(options: NatsOptions): Promise<Nats> {
  const link = createLink(options);
  const patience = new AbortController();
  await Promise.race([link.connection(), pause(FIRST_WAIT_MS, patience.signal)]);
  patience.abort();
  if (!link.live()) options.logger.warn({ url: withoutSecrets(options.url) }, 'NATS cannot be reached; events wait until it can');
  return link;
}

/** A connection to come. Nobody may be waiting when disposal rejects it. */
function promised(): PromiseWithResolvers<NatsConnection> {
  const promised = Promise.withResolvers<NatsConnection>();
  promised.promise.catch(() => undefined);
  return promised;
}

/** Somebody who listens; the subscription is that of the latest connection. */
interface Ear {
  readonly subject: string;
  readonly listener: (data: string) => void;
  subscription: Subscription | undefined;
}

function open(ear: Ear, connection: NatsConnection): void {
  if (connection.isClosed()) return;
  ear.subscription = connection.subscribe(ear.subject, {
    callback: (error, message) => (error ? undefined : ear.listener(message.string())),
  });
}

/** What the supervisor tells of its connection. */
interface Hooks {
  opened(connection: NatsConnection): void;
  /** The connection ended. */
  ended(): void;
}

/** Keeps one connection at a time; one that ended is followed by another. */
async function supervise(options: NatsOptions, hooks: Hooks, signal: AbortSignal): Promise<void> {
  const { logger } = options;
  while (!signal.aborted) {
    try {
      const connection = await connect(natsSettings(options));
      const close = (): void => void connection.close();
      signal.addEventListener('abort', close, { once: true });
      if (signal.aborted) close();
      else hooks.opened(connection);
      void endWhenStale(connection);
      const error = await connection.closed();
      signal.removeEventListener('abort', close);
      if (!signal.aborted) logger.warn({ err: error }, 'the connection to NATS is lost; connecting anew');
    } catch (error) {
      logger.debug({ err: error }, 'NATS cannot be reached');
    }
    hooks.ended();
    await pause(RETRY_MS, signal);
  }
}

/** By itself the client would first wait until a peer that says nothing has taken all that was sent to it. */
async function endWhenStale(connection: NatsConnection): Promise<void> {
  for await (const { type } of connection.status()) {
    if (type === DebugEvents.StaleConnection) await connection.close();
  }
}

function createLink(options: NatsOptions): Nats {
  const closing = new AbortController();
  const listeners = new Set<() => void>();
  const ears = new Set<Ear>();
  let coming = promised();
  let current: NatsConnection | undefined;
  let broker: Broker | undefined;

  const hooks: Hooks = {
    opened(connection) {
      current = connection;
      broker = natsBroker(connection);
      for (const ear of ears) open(ear, connection);
      coming.resolve(connection);
      for (const listener of listeners) listener();
    },
    ended() {
      if (current) coming = promised();
      current = undefined;
    },
  };
  const running = supervise(options, hooks, closing.signal);
  const live = (): NatsConnection | undefined => (current?.isClosed() ? undefined : current);

  return {
    connection: () => coming.promise,
    live,
    broker: () => (live() ? broker : undefined),
    isClosed: () => closing.signal.aborted,
    onConnected(listener) {
      listeners.add(listener);
      if (live()) listener();
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    hint: (subject, data = '') => live()?.publish(subject, data),
    listen(subject, listener) {
      const ear: Ear = { subject, listener, subscription: undefined };
      ears.add(ear);
      if (current) open(ear, current);
      return {
        [Symbol.dispose]() {
          ears.delete(ear);
          ear.subscription?.unsubscribe();
        },
      };
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await running;
      coming.reject(new Error('the connection to NATS was closed'));
    },
  };
}
