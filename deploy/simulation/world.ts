/** The simulated world: two booking processes, one or two payment processes, their databases, a broker, a card provider, and the time they share. */
import type { Logger } from '#runtime/logger.ts';
import { createSimulatedBroker, type SimulatedBroker } from '#runtime/testing/simulation/broker.ts';
import { bookingParts } from './booking/node.ts';
import type { Bug } from './bugs/bug.ts';
import { createDatabases, type Databases } from './databases.ts';
import { createGround, type Ground } from './ground.ts';
import { checkCapture } from './invariants/fence.ts';
import { startNode, type Node } from './node.ts';
import { paymentParts } from './payment/node.ts';
import { createPost, type Post } from './payment/post.ts';
import { createTill, type Till } from './payment/till.ts';
import { openShop, planShop, type Shop } from './shop.ts';

export type ServiceName = 'booking' | 'payment';

export interface WorldOptions {
  readonly seed: number;
  readonly bug?: Bug | undefined;
  /** Takes the lines of the trace. */
  readonly trace?: ((line: string) => void) | undefined;
  readonly logger: Logger;
}

export interface World extends Ground {
  readonly databases: Databases;
  readonly broker: SimulatedBroker;
  readonly till: Till;
  readonly post: Post;
  readonly shops: readonly Shop[];
  /** Processes by their place; a dead one stays until it is started again. */
  readonly nodes: Node[];
  nodesOf(service: ServiceName): Node[];
  /** Starts the process of a place, in the place of the one that was there. */
  start(place: number): void;
}

/** A world at its beginning: everything runs, nobody has booked. */
export async function createWorld({ seed, bug, trace, logger }: WorldOptions): Promise<World> {
  const ground = createGround(seed, trace);
  const { scheduler, plan, newId } = ground;
  const databases = createDatabases(ground);
  const broker = createSimulatedBroker({
    scheduler, mishaps: plan.broker, count: ground.count,
    onStorm: (consumer, seq) => ground.violate('I5', `message ${seq} of ${consumer} is delivered again and again at once`),
  });
  const nodes: Node[] = [];
  const nodesOf = (service: ServiceName): Node[] => nodes.filter((node) => node.service === service);
  const post = createPost(ground, () => nodesOf('payment'));
  const till = createTill(ground, { send: post.send, beforeCapture: (intent, key) => checkCapture(ground, databases.booking, intent, key) });

  const places: ServiceName[] = ['booking', 'booking', ...Array.from({ length: plan.paymentProcesses }, () => 'payment' as const)];
  const partsOf = { booking: bookingParts(scheduler.random), payment: paymentParts(till.apiOf, () => ground.count('webhook turned away')) };
  let incarnation = 0;
  function start(place: number): void {
    const service = places[place] ?? 'booking';
    incarnation += 1;
    nodes[place] = startNode(
      { scheduler, broker, logger, newId, bug },
      { service, name: `${service}-${place}.${incarnation}`, server: databases[service], parts: partsOf[service] },
      (process) => databases.owners.set(process.name, process),
    );
  }

  const shops = Array.from({ length: plan.tenants }, () => planShop(plan, newId));
  for (const shop of shops) await openShop(databases.booking, shop);
  databases.open();
  for (const place of places.keys()) start(place);
  return Object.assign(ground, { databases, broker, till, post, shops, nodes, nodesOf, start });
}
