import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text as readAll } from 'node:stream/consumers';
import { drain } from './lifecycle.ts';

const LIFECYCLE = JSON.stringify(new URL('./lifecycle.ts', import.meta.url).href);
const SETTINGS = JSON.stringify(new URL('./config/settings.ts', import.meta.url).href);
const KINDS = JSON.stringify(new URL('./config/kinds.ts', import.meta.url).href);

/** A program that needs `TEST_PORT`, stops as `stop` says and does `then` once it runs. */
const program = (stop: string, then: string): string => `
  import { runProcess } from ${LIFECYCLE};
  import { readSettings } from ${SETTINGS};
  import { port, text } from ${KINDS};
  const alive = setInterval(() => undefined, 1000);
  await runProcess({
    name: 'booking',
    drainMs: 300,
    readConfig: (env) => readSettings(env, { port: port('TEST_PORT'), name: text('TEST_NAME', 'a name', { fallback: 'x' }) }),
    start: async ({ port }) => ({ port, async [Symbol.asyncDispose]() { ${stop} } }),
    describe: ({ port }) => { setTimeout(() => { ${then} }); return \`listens on \${port}\`; },
  });`;

const run = (stop: string, env: Readonly<Record<string, string>>, then = '') =>
  spawn(process.execPath, ['--input-type=module', '-e', program(stop, then)], { env: { PATH: process.env['PATH'] ?? '', ...env }, stdio: ['ignore', 'pipe', 'pipe'] });

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

  for (const [origin, cause] of [
    ['uncaughtException', `setImmediate(() => { throw new TypeError('cracked') })`],
    ['unhandledRejection', `Promise.reject(new TypeError('cracked'))`],
  ] as const) {
    it(`ends with 1 and a stack in the log after an ${origin}, without draining`, async () => {
      const child = run('process.stdout.write("drained\\n")', { TEST_PORT: '3004' }, cause);
      const output = readAll(child.stdout);
      expect(await once(child, 'exit')).to.deep.equal([1, null]);
      const [started, line = ''] = (await output).split('\n');
      expect(started).to.equal('booking listens on 3004');
      const logged = JSON.parse(line) as Record<string, unknown>;
      expect(logged).to.include({ level: 'fatal', service: 'booking', origin });
      expect(logged).to.have.nested.property('err.stack').that.contains('TypeError: cracked').and.contains(' at ');
      expect(await output).not.to.contain('drained');
    });
  }

  it('reports a failure to stop', async () => {
    const broken = { [Symbol.asyncDispose]: () => Promise.reject(new Error('no')) };
    expect(await drain('booking', broken, 100)).to.equal(1);
    expect(await drain('booking', { [Symbol.asyncDispose]: async () => undefined }, 100)).to.equal(0);
  });
});
