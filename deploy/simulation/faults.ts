/** Carries out the faults of a plan: processes die, stand still and are replaced, clocks jump, connections and stores are lost. */
import type { FaultKind } from './plan.ts';
import type { World } from './world.ts';

/** Lets things go wrong until the active time is over; then everything runs again, and nothing goes wrong any more. */
export function unleash(world: World): void {
  const { scheduler, plan } = world;
  for (const { atMs, kind } of plan.faults) {
    scheduler.later(atMs, `FAULT ${kind}`, () => {
      world.count(kind);
      FAULT[kind](world);
    });
  }
  scheduler.later(plan.activeMs, 'calm', () => calm(world));
}

function calm(world: World): void {
  world.calm = true;
  world.broker.calm();
  for (const [place, { process }] of world.nodes.entries()) if (!process.alive) world.start(place);
}

/** Ends a process; another takes its place after a while, at the latest when all is calm. */
function end(world: World, how?: 'unnoticed'): void {
  const { random } = world.scheduler;
  const place = random.below(world.nodes.length);
  const node = world.nodes[place];
  if (!node?.process.alive) return;
  node.crash(how);
  startLater(world, place, random.between(100, 15_000));
}

function startLater(world: World, place: number, ms: number): void {
  world.scheduler.later(ms, 'start again', () => {
    if (!world.nodes[place]?.process.alive) world.start(place);
  });
}

const FAULT: Readonly<Record<FaultKind, (world: World) => void>> = {
  crash: (world) => end(world),
  'power loss': (world) => end(world, 'unnoticed'),
  restart(world) {
    const place = world.scheduler.random.below(world.nodes.length);
    const node = world.nodes[place];
    if (!node?.process.alive) return;
    // As a deployment does it: the old one finishes what runs, then its place is taken.
    void node.stop().then(() => {
      node.crash();
      world.start(place);
    });
  },
  pause(world) {
    const { random } = world.scheduler;
    random.pick(world.nodes).process.pause(random.pick([200, 3_000, 12_000, 40_000]));
  },
  'clock jump'(world) {
    const { random } = world.scheduler;
    random.pick(world.nodes).process.jump(random.pick([-600_000, -5_000, 5_000, 400_000, 3_600_000]));
  },
  'database connections': (world) => world.scheduler.random.pick(world.nodes).client.disconnect(),
  'database restart': (world) => world.databases[world.scheduler.random.pick(['booking', 'payment'] as const)].restart(),
  'database outage'(world) {
    const { random } = world.scheduler;
    world.databases.shut(random.pick(['booking', 'payment'] as const), random.between(300, 12_000));
  },
  'broker connection'(world) {
    const { random } = world.scheduler;
    random.pick(world.nodes).link.disconnect(random.between(100, 20_000));
  },
  'broker power cut': (world) => void world.broker.powerCut(world.scheduler.random.between(100, 5_000)),
  'broker store wiped': (world) => world.broker.wipe(),
  'consumer deleted': (world) => world.broker.dropConsumer(),
  'provider outage': (world) => world.till.close(world.scheduler.random.between(1_000, 30_000)),
};
