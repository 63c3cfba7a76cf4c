/** NATS for tests: `TEST_NATS_URL`, or a server of our own that ends with the process. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNats, type Nats } from '../../../deploy/dev/nats.ts';

let own: Promise<{ server: Nats; dir: string }> | undefined;

/** URL of the server of this test run. */
export async function testNatsUrl(): Promise<string> {
  const given = process.env['TEST_NATS_URL'];
  if (given) return given;
  own ??= startOwn();
  return (await own).server.url;
}

async function startOwn(): Promise<{ server: Nats; dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), 'berth-test-nats-'));
  return { server: await startNats({ dir, port: 0 }), dir };
}

/** Stops the server that this process started, if it did. Mocha's root hook calls it. */
export async function stopTestNats(): Promise<void> {
  if (!own) return;
  const { server, dir } = await own;
  own = undefined;
  await server.stop();
  await rm(dir, { recursive: true, force: true });
}
