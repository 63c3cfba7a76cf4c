/** `.env.example` has every setting that the code reads, and none that it does not. */
import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { type Environment, SettingsError } from '#runtime/config/settings.ts';
import { ENTRIES } from './services.ts';
import { readDevSettings, ROOT } from './settings.ts';

const alphabetically = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** An empty environment that notes which names are asked for. */
function noting(names: Set<string>): Environment {
  return new Proxy<Environment>({}, {
    get(_, name) {
      if (typeof name === 'string') names.add(name);
      return undefined;
    },
  });
}

async function namesRead(): Promise<string[]> {
  const names = new Set<string>();
  const missing = (error: unknown): void => {
    if (!(error instanceof SettingsError)) throw error;
  };
  for (const { prepare } of ENTRIES) await prepare(noting(names)).catch(missing);
  readDevSettings(noting(names));
  // Every setting may come out of a file; one whose value is a file's name has a name of its own.
  return [...names].filter((name) => !(name.endsWith('_FILE') && names.has(name.slice(0, -'_FILE'.length)))).toSorted(alphabetically);
}

describe('.env.example', () => {
  it('lists the settings that are read, each once', async () => {
    const listed = [...readFileSync(`${ROOT}/.env.example`, 'utf8').matchAll(/^#?([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name);
    expect(listed.toSorted(alphabetically)).to.deep.equal(await namesRead());
  });
});
