/** Who takes the events of whom, asked of the broker. */
import { connect } from 'nats';
import { natsSettings } from '#runtime/events/connection.ts';
import { OPERATOR } from '../../nats/authorization.ts';
import type { Network } from '../../test/network.ts';

/** Consumers by the service whose events they take. */
export async function subscribersOf({ berth }: Network): Promise<ReadonlyMap<string, readonly string[]>> {
  const connection = await connect(natsSettings({ url: berth.around.natsUrlOf(OPERATOR), name: OPERATOR }));
  try {
    const manager = await connection.jetstreamManager();
    const found = new Map<string, string[]>();
    for await (const { config } of manager.streams.list()) {
      const [, service] = config.name.match(/^BERTH_(.+)$/) ?? [];
      if (service === undefined) continue;
      const names: string[] = [];
      for await (const { name } of manager.consumers.list(config.name)) names.push(name);
      found.set(service.toLowerCase(), names);
    }
    return found;
  } finally {
    await connection.close();
  }
}
