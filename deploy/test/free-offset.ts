/** Ports for an installation of a test's own. */
import { createServer } from 'node:net';

const PORTS = [3001, 3002, 3004, 3006, 3007, 3008, 3011, 3012, 3900, 3901, 3902, 3903, 3905, 3906, 3907, 3932, 3942, 4000, 4001, 4318, 8080];

/** An offset at which all ports of an installation are free just now. */
export async function freeOffset(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    // Below 32768: above it the kernel gives ports to outgoing connections, also between this look and the start.
    const offset = 6_000 + 100 * Math.floor(Math.random() * 180);
    const free = await Promise.all(PORTS.map((port) => isFree(port + offset)));
    if (free.every(Boolean)) return offset;
  }
  throw new Error('found no stretch of free ports');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
