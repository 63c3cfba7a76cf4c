/** Who takes the events of whom, asked of the broker. */
import { connect, type JetStreamManager } from 'nats';
import { natsSettings } from '#runtime/events/nats-settings.ts';
import { OPERATOR } from '../../nats/authorization.ts';
import type { Network } from '../../test/network.ts';

/** Consumers by the service whose events they take: those that take all of them. */
export const subscribersOf = (network: Network): Promise<ReadonlyMap<string, readonly string[]>> =>
  asked(network, async (manager) => {
    const found = new Map<string, string[]>();
    for await (const { stream, service } of streamsOf(manager)) {
      const names: string[] = [];
      for await (const { name, config } of manager.consumers.list(stream)) if (!config.filter_subject) names.push(name);
      found.set(service, names);
    }
    return found;
  });

/** The last number of each stream. */
export const endsOf = (network: Network): Promise<ReadonlyMap<string, number>> =>
  asked(network, async (manager) => {
    const ends = new Map<string, number>();
    for await (const { stream, last } of streamsOf(manager)) ends.set(stream, last);
    return ends;
  });

/** Consumers that have not acknowledged everything up to these numbers; what came since does not matter. */
export const untakenUpTo = (ends: ReadonlyMap<string, number>, network: Network): Promise<readonly string[]> =>
  asked(network, async (manager) => {
    const behind: string[] = [];
    for (const [stream, end] of ends) {
      for await (const { name, ack_floor: taken, num_pending: waiting, num_ack_pending: underWay } of manager.consumers.list(stream)) {
        // One that takes a few events only stays at the last of them.
        if (taken.stream_seq < end && waiting + underWay > 0) behind.push(`${stream}.${name}`);
      }
    }
    return behind;
  });

async function asked<T>({ berth }: Network, work: (manager: JetStreamManager) => Promise<T>): Promise<T> {
  const connection = await connect(natsSettings({ url: berth.around.natsUrlOf(OPERATOR), name: OPERATOR }));
  try {
    return await work(await connection.jetstreamManager());
  } finally {
    await connection.close();
  }
}

async function* streamsOf(manager: JetStreamManager): AsyncGenerator<{ readonly stream: string; readonly service: string; readonly last: number }> {
  for await (const { config, state } of manager.streams.list()) {
    const [, service] = config.name.match(/^BERTH_(.+)$/) ?? [];
    if (service !== undefined) yield { stream: config.name, service: service.toLowerCase(), last: state.last_seq };
  }
}
