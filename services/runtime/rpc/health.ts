/** gRPC health that follows readiness: load balancers stop sending before a draining server stops answering. */
import type { DescService } from '@bufbuild/protobuf';
import type { Server } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import type { Ready } from './readiness.ts';

const POLL_MS = 2_000;

export interface Health {
  /** Says `NOT_SERVING` from now on. */
  drain(): void;
}

/** Adds `grpc.health.v1.Health` for the server (the empty name) and each of its services; has asked `ready` once when it resolves. */
export async function addHealth(server: Server, services: readonly DescService[], ready: Ready): Promise<Health> {
  const health = new HealthImplementation();
  health.addToServer(server);
  const names = ['', ...services.map(({ typeName }) => typeName)];
  const say = (serving: boolean): void => names.forEach((name) => health.setStatus(name, serving ? 'SERVING' : 'NOT_SERVING'));
  let draining = false;
  const poll = async (): Promise<void> => {
    const serving = await ready();
    if (!draining) say(serving);
  };
  await poll();
  const timer = setInterval(() => void poll(), POLL_MS).unref();
  return {
    drain() {
      draining = true;
      clearInterval(timer);
      say(false);
    },
  };
}
