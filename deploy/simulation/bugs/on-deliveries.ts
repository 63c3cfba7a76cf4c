/** A link whose deliveries pass through a planted bug. */
import type { Broker, BrokerLink, Deliveries, Delivered } from '#runtime/events/broker.ts';

export const onDeliveries = (link: BrokerLink, change: (delivered: Delivered) => Delivered): BrokerLink => ({
  ...link,
  broker() {
    const broker = link.broker();
    return broker && changed(broker, change);
  },
});

const changed = (broker: Broker, change: (delivered: Delivered) => Delivered): Broker => ({
  ...broker,
  consume: async (source, service) => each(await broker.consume(source, service), change),
});

const each = (deliveries: Deliveries, change: (delivered: Delivered) => Delivered): Deliveries => ({
  stop: () => deliveries.stop(),
  async *[Symbol.asyncIterator]() {
    for await (const delivered of deliveries) yield change(delivered);
  },
});
