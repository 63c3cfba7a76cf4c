/** Planted: a message is refused without a delay. */
import type { Delivered } from '#runtime/events/broker.ts';
import type { Bug } from './bug.ts';
import { onDeliveries } from './on-deliveries.ts';

export const bareNak: Bug = {
  name: 'bare-nak',
  about: 'an event that has to wait for something is delivered again at once, thousands of times',
  link: (link) => onDeliveries(link, (delivered): Delivered => ({ ...delivered, nak: () => delivered.nak(0) })),
};
