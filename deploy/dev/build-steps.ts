/** What must be made from the sources before anything runs; each step is skipped while its inputs are unchanged. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { Progress } from './progress.ts';
import { ROOT } from './settings.ts';
import { StartFailure } from './start-failure.ts';

interface BuildStep {
  readonly name: string;
  /** The step exists once this file does. */
  readonly requires: string;
  /** Made by the step; missing means it must run. */
  readonly output: string;
  readonly inputs: readonly string[];
  /** A program of node_modules/.bin with its arguments. */
  readonly command: readonly [string, ...string[]];
}

const STEPS: readonly BuildStep[] = [
  {
    name: 'Generate code from the contracts',
    requires: 'buf.gen.yaml',
    output: 'proto/gen/berth',
    inputs: ['buf.yaml', 'buf.gen.yaml', 'proto/{berth,buf,google,grpc}/**/*.proto', 'package-lock.json'],
    command: ['buf', 'generate'],
  },
  {
    name: 'Build the SDK',
    requires: 'proto/sdk/tsconfig.json',
    output: 'proto/sdk/dist',
    inputs: ['proto/sdk/{package,tsconfig}.json', 'proto/sdk/src/**/*.ts', 'proto/gen/**/*.ts', 'package-lock.json'],
    command: ['tsc', '-p', 'proto/sdk/tsconfig.json'],
  },
  {
    name: 'Build the page',
    requires: 'web/index.html',
    output: 'web/dist/index.html',
    inputs: ['web/{*,src/**/*,public/**/*}', 'proto/sdk/src/**/*.ts', 'proto/gen/**/*.ts', 'package-lock.json'],
    command: ['vite', 'build', 'web', '--logLevel', 'warn'],
  },
];

/** Throws a StartFailure with the tool's own output when a step fails. */
export async function build(progress: Progress, dataDir: string): Promise<void> {
  for (const step of STEPS) {
    if (!existsSync(join(ROOT, step.requires))) continue;
    const stamp = join(dataDir, 'stamps', createHash('sha256').update(step.name).digest('hex').slice(0, 12));
    const inputs = await hashOf(step);
    const unchanged = existsSync(join(ROOT, step.output)) && (await readFile(stamp, 'utf8').catch(() => '')) === inputs;
    if (unchanged) continue;
    await progress.step(step.name, () => run(step));
    await mkdir(dirname(stamp), { recursive: true });
    await writeFile(stamp, inputs);
  }
}

async function hashOf(step: BuildStep): Promise<string> {
  const hash = createHash('sha256').update(step.command.join(' '));
  const files: string[] = [];
  for await (const entry of glob(step.inputs, { cwd: ROOT, withFileTypes: true })) {
    if (entry.isFile() && !entry.name.endsWith('.spec.ts')) files.push(join(entry.parentPath, entry.name));
  }
  for (const file of files.sort()) hash.update(file.slice(ROOT.length)).update(await readFile(file));
  return hash.digest('hex');
}

async function run({ name, command: [program, ...args] }: BuildStep): Promise<void> {
  try {
    await promisify(execFile)(join(ROOT, 'node_modules/.bin', program), args, { cwd: ROOT, maxBuffer: 64 << 20, env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const output = ['stdout', 'stderr'].map((stream) => String(Reflect.get(error, stream) ?? '')).join('').trim();
    throw new StartFailure(`"${name}" failed:\n${output || error.message}`, { cause: error });
  }
}
