import fc from 'fast-check';
import { handClock } from './hand-clock.ts';
import { openMemoryStand } from './memory-stand.ts';
import { createPostgresStands, type PostgresStands } from './postgres-stand.ts';
import { playOn, scripts } from './script.ts';
import type { Stand, StandClient } from './stand.ts';

describe('memory and Postgres, side by side', () => {
  let stands: PostgresStands;
  let postgres: Stand;
  let clients: [StandClient, StandClient];
  before(async () => {
    stands = await createPostgresStands();
    postgres = await stands.open();
    clients = await Promise.all([postgres.connect(), postgres.connect()]);
  });
  after(async () => {
    await postgres[Symbol.asyncDispose]();
    await stands[Symbol.asyncDispose]();
  });

  it('give the same answers, wait for the same clients and keep the same rows', async function () {
    const runs = Number(process.env['CONTRACT_RUNS'] ?? 60);
    this.timeout(30_000 + runs * 500);
    let salt = 0;
    await fc.assert(
      fc.asyncProperty(scripts(30), async (script) => {
        salt += 1;
        const clock = handClock();
        const twin = await openMemoryStand(clock);
        const memory = await playOn(twin, await Promise.all([twin.connect(), twin.connect()]), script, salt, () => clock.pass(1_000));
        const real = await playOn(postgres, clients, script, salt, () => undefined);
        if (memory !== real) throw new Error(`memory:\n${memory}\nPostgres:\n${real}`);
      }),
      { numRuns: runs, seed: Number(process.env['CONTRACT_SEED'] ?? Date.now()) },
    );
  });
});
