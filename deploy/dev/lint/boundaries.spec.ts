import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { ROOT } from '../settings.ts';
import { broken, targetOf } from './boundaries.ts';

/** Each breaks exactly one rule. */
const PLANTED: readonly { readonly file: string; readonly code: string; readonly rule: string }[] = [
  { file: 'services/booking/reactions/a.ts', code: `import { x } from '../../payment/domain/x.ts'; x();`, rule: 'berth(boundaries)' },
  { file: 'services/booking/reactions/lazy.ts', code: `await import('../../payment/domain/x.ts');`, rule: 'berth(boundaries)' },
  { file: 'services/runtime/a.ts', code: `export * from '../booking/service.ts';`, rule: 'berth(boundaries)' },
  { file: 'gateway/a.ts', code: `import { x } from '../services/user/tokens.ts'; x();`, rule: 'berth(boundaries)' },
  { file: 'services/booking/actors/a.ts', code: `import { x } from '@mikro-orm/core'; x();`, rule: 'berth(boundaries)' },
  { file: 'services/booking/effects/a.ts', code: `import { x } from 'stripe'; x();`, rule: 'berth(boundaries)' },
  { file: 'services/booking/domain/a.ts', code: `import { x } from '#runtime/clock.ts'; x();`, rule: 'berth(boundaries)' },
  { file: 'services/payment/effects/a.ts', code: `import { x } from '../../../deploy/dev/sandbox/stripe/sandbox.ts'; x();`, rule: 'berth(boundaries)' },
  { file: 'services/booking/a.ts', code: `export const host = process.env.HOST;`, rule: 'node(no-process-env)' },
  { file: 'services/booking/b.ts', code: `export const x: any = 1;`, rule: 'typescript(no-explicit-any)' },
  { file: 'services/booking/c.ts', code: `export const x = 1;${'\n// a line'.repeat(350)}`, rule: 'eslint(max-lines)' },
  { file: 'services/booking/d.ts', code: `export default 1;`, rule: 'import(no-default-export)' },
  { file: 'services/booking/e.ts', code: `try { console.log(1); } catch {}`, rule: 'eslint(no-empty)' },
  { file: 'services/booking/f.ts', code: `export async function f() {}\nf();`, rule: 'typescript(no-floating-promises)' },
];

const INNOCENT = [
  ['services/booking/reactions/a.ts', '../domain/x.ts'],
  ['services/booking/reactions/a.ts', '../../runtime/clock.ts'],
  ['services/booking/queries/a.ts', '@mikro-orm/postgresql'],
  ['services/runtime/db/a.ts', '@mikro-orm/core'],
  ['services/payment/stripe/a.ts', 'stripe'],
  ['services/booking/domain/a.ts', '#runtime/money.ts'],
  ['services/booking/domain/a.ts', 'temporal-polyfill'],
  ['services/booking/domain/a.ts', 'rrule-temporal'],
  ['services/payment/test/lifecycle.int.spec.ts', '../../../deploy/dev/sandbox/stripe/sandbox.ts'],
  ['services/booking/reactions/a.ts', '#proto/berth/payment/v1/payment_events_pb.ts'],
  ['deploy/dev/services.ts', '../../services/booking/service.ts'],
] as const;

describe('lint rules', () => {
  for (const [file, specifier] of INNOCENT) {
    it(`let ${file} import ${specifier}`, () => {
      expect(broken({ file, target: targetOf(file, specifier) })).to.deep.equal([]);
    });
  }

  it('go red for every planted violation, each for its own reason', function () {
    this.timeout(60_000);
    const dir = mkdtempSync(join(tmpdir(), 'berth-lint-'));
    try {
      expect(lintPlanted(dir)).to.deep.equal(PLANTED.map(({ file, rule }) => `${file} ${rule}`).sort());
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

/** The repository's own configuration, run over a directory that holds nothing but the violations. */
function lintPlanted(dir: string): string[] {
  const configuration: Record<string, unknown> = JSON.parse(readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8'));
  const plugin = join(ROOT, 'deploy/dev/lint/boundaries.ts');
  writeFileSync(join(dir, '.oxlintrc.json'), JSON.stringify({ ...configuration, jsPlugins: [plugin] }));
  writeFileSync(join(dir, 'tsconfig.json'), JSON.stringify({ compilerOptions: { strict: true, target: 'es2024', module: 'nodenext', types: [] } }));
  for (const { file, code } of PLANTED) {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), `${code}\n`);
  }
  const { diagnostics }: { diagnostics: { filename: string; code: string }[] } = JSON.parse(runOxlint(dir));
  return diagnostics.map(({ filename, code }) => `${filename} ${code.replace('eslint-plugin-', '')}`).sort();
}

/** oxlint exits with 1 when it finds something, which is what we are after. */
function runOxlint(cwd: string): string {
  try {
    return execFileSync(join(ROOT, 'node_modules/.bin/oxlint'), ['--type-aware', '--format=json'], { cwd, encoding: 'utf8' });
  } catch (error) {
    if (error instanceof Error && 'stdout' in error && String(error.stdout) !== '') return String(error.stdout);
    throw error;
  }
}
