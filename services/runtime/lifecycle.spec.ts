import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text as readAll } from 'node:stream/consumers';
import { drain } from './lifecycle.ts';

const LIFECYCLE = JSON.stringify(new URL('./lifecycle.ts', import.meta.url).href);
const SETTINGS = JSON.stringify(new URL('./config/settings.ts', import.meta.url).href);
const KINDS = JSON.stringify(new URL('./config/kinds.ts', import.meta.url).href);

/** A program that needs `TEST_PORT` and stops as `stop` says. */
const program = (stop: string): string => `
  import { runProcess } from ${LIFECYCLE};
  import { readSettings } from ${SETTINGS};
  import { port, text } from ${KINDS};
  const alive = setInterval(() => undefined, 1000);
  await runProcess({
    name: 'booking',
    drainMs: 300,
    readConfig: (env) => readSettings(env, { port: port('TEST_PORT'), name: text('TEST_NAME', 'a name', { fallback: 'x' }) }),
    start: async ({ port }) => ({ port, async [Symbol.asyncDispose]() { ${stop} } }),
    describe: ({ port }) => \`listens on \${port}\`,
  });`;

const run = (stop: string, env: Readonly<Record<string, string>>) =>
  spawn(process.execPath, ['--input-type=module', '-e', program(stop)], { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });

async function started(stop: string) {
  const child = run(stop, { TEST_PORT: '3004' });
  const errors = readAll(child.stderr);
  const lines = createInterface({ input: child.stdout });
  const [line] = await once(lines, 'line');
  return { child, errors, line };
}

describe('process lifecycle', function () {
  this.timeout(10_000);

  it('prints one line, drains on SIGTERM and ends with 0', async () => {
    const { child, line } = await started('process.stdout.write("drained\\n")');
    expect(line).to.equal('booking listens on 3004');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).to.deep.equal([0, null]);
  });

  it('ends with 1 when draining takes longer than its cap', async () => {
    const { child, errors } = await started('await new Promise(() => undefined)');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).to.deep.equal([1, null]);
    expect(await errors).to.contain('booking did not stop within 300 ms');
  });

  it('prints every bad setting, without a stack, and ends with 1', async () => {
    const child = run('', {});
    const errors = readAll(child.stderr);
    expect(await once(child, 'exit')).to.deep.equal([1, null]);
    expect(await errors).to.equal(
      'booking cannot start. A setting needs attention:\n  TEST_PORT is not set: must be a whole number from 0 to 65535\n',
    );
  });

  it('reports a failure to stop', async () => {
    const broken = { [Symbol.asyncDispose]: () => Promise.reject(new Error('no')) };
    expect(await drain('booking', broken, 100)).to.equal(1);
    expect(await drain('booking', { [Symbol.asyncDispose]: async () => undefined }, 100)).to.equal(0);
  });
});
