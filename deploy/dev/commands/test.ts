/** `npm test`: every check and every test from a clean clone; the last lines name what failed and count the rest, the exit code is 1 when anything failed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environment } from '#runtime/config/environment.ts';
import type { Environment } from '#runtime/config/settings.ts';
import { build } from '../build-steps.ts';
import { CHECKS, runCheck } from '../check-steps.ts';
import { runCommand } from '../command.ts';
import { CHROMIUM, NATS_SERVER, PDF_TO_TEXT, requirePrograms } from '../debian.ts';
import { KINDS, type Kind, runMocha } from '../mocha-runs.ts';
import { startNats } from '../nats.ts';
import { startPostgres } from '../postgres.ts';
import { type Progress, terminalProgress } from '../progress.ts';
import { readDevSettings } from '../settings.ts';

const progress = terminalProgress();
const times: { readonly name: string; readonly seconds: number }[] = [];

async function timed<T>(name: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  times.push({ name, seconds: (performance.now() - started) / 1000 });
  return result;
}

/** The number of checks that failed; each says why and the rest still run. */
async function runChecks(): Promise<number> {
  let failed = 0;
  for (const check of CHECKS) {
    const { ok, output } = await timed(check.name, () => runCheck(check));
    progress.line(`  ${ok ? '✓' : '✗'} ${check.name}`);
    if (ok) continue;
    failed += 1;
    progress.line(output);
  }
  return failed;
}

/** One Postgres and one NATS for all tests; every spec file makes its own databases on them. */
async function startTestServers(dir: string, stack: AsyncDisposableStack): Promise<Environment> {
  const [postgres, nats] = await Promise.all([
    startPostgres({ dir: join(dir, 'postgres'), port: 0, durable: false, maxConnections: 400 }),
    startNats({ dir: join(dir, 'nats'), port: 0 }),
  ]);
  stack.use(postgres);
  stack.use(nats);
  return { TEST_DATABASE_ADMIN_URL: postgres.adminUrl, TEST_NATS_URL: nats.url };
}

async function runTests(kinds: readonly Kind[], terminal: Progress): Promise<{ passed: number; failed: number; reasons: readonly string[] }> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'berth-test-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const needsServers = kinds.some((kind) => kind !== 'unit');
  const servers = needsServers ? await terminal.step('Postgres and NATS for the tests', () => startTestServers(dir, stack)) : {};
  let passed = 0;
  let failed = 0;
  const reasons: string[] = [];
  for (const kind of kinds) {
    terminal.line(`\n── ${kind} tests`);
    const run = await timed(`${kind} tests`, () => runMocha(kind, join(dir, `${kind}.json`), { ...environment, ...servers }));
    passed += run.passes;
    failed += run.failures;
    reasons.push(...run.reasons);
  }
  return { passed, failed, reasons };
}

await runCommand(async () => {
  const chosen = KINDS.filter((kind) => process.argv.slice(2).includes(kind));
  const kinds = chosen.length > 0 ? chosen : KINDS;
  const programs = kinds.some((kind) => kind !== 'unit') ? [NATS_SERVER, CHROMIUM, PDF_TO_TEXT] : [];
  await timed('Preparation', async () => {
    await requirePrograms(programs, progress);
    await build(progress, readDevSettings().dataDir);
  });
  const failedChecks = chosen.length > 0 ? 0 : await runChecks();
  const { passed, failed, reasons } = await runTests(kinds, progress);
  progress.line(`\n${times.map(({ name, seconds }) => `  ${name.padEnd(20)} ${seconds.toFixed(1).padStart(7)} s`).join('\n')}`);
  if (failedChecks > 0) progress.line(`\n${failedChecks} of ${CHECKS.length} checks failed; they count as failures below.`);
  for (const reason of reasons) progress.line(`\n  ✗ ${reason.replaceAll('\n', '\n    ')}`);
  progress.line(`\n${passed} passed, ${failed + failedChecks} failed`);
  return failed + failedChecks === 0 ? 0 : 1;
});
