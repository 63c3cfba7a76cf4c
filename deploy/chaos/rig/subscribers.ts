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

/** Events that are still to be handed out or acknowledged, over all consumers: what the broker knows of who is behind. */
export const untakenAt = (network: Network): Promise<number> =>
  asked(network, async (manager) => {
    let untaken = 0;
    for await (const { stream } of streamsOf(manager)) {
      for await (const { num_pending: waiting, num_ack_pending: underWay } of manager.consumers.list(stream)) untaken += waiting + underWay;
    }
    return untaken;
  });

async function asked<T>({ berth }: Network, work: (manager: JetStreamManager) => Promise<T>): Promise<T> {
  const connection = await connect(natsSettings({ url: berth.around.natsUrlOf(OPERATOR), name: OPERATOR }));
  try {
    return await work(await connection.jetstreamManager());
  } finally {
    await connection.close();
  }
}

async function* streamsOf(manager: JetStreamManager): AsyncGenerator<{ readonly stream: string; readonly service: string }> {
  for await (const { config } of manager.streams.list()) {
    const [, service] = config.name.match(/^BERTH_(.+)$/) ?? [];
    if (service !== undefined) yield { stream: config.name, service: service.toLowerCase() };
  }
}
