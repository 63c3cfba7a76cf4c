/** Planted: a message is acknowledged when it comes, not when its turn is committed. */
import type { Delivered } from '#runtime/events/broker.ts';
import type { Bug } from './bug.ts';
import { onDeliveries } from './on-deliveries.ts';

const acknowledged = (delivered: Delivered): Delivered => {
  delivered.ack();
  return { ...delivered, ack: () => undefined, nak: () => undefined };
};

export const ackBeforeCommit: Bug = {
  name: 'ack-before-commit',
  about: 'a consumer that dies after the acknowledgement and before its commit has lost the event',
  link: (link) => onDeliveries(link, acknowledged),
};
