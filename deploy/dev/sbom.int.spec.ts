/** The list of what Berth is made of, for whoever has to know whether a defect that was found somewhere concerns them. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';

const ROOT = new URL('../../', import.meta.url);

interface Component {
  readonly name: string;
  readonly version: string;
  readonly properties: readonly { readonly name: string; readonly value: string }[];
  readonly hashes?: readonly { readonly alg: string }[];
}

describe('npm run sbom', function () {
  this.timeout(60_000);

  it('names every package, with its version and what its contents hash to, and which are for development only', async () => {
    const { stdout } = await promisify(execFile)('npm', ['run', '--silent', 'sbom'], { cwd: ROOT, maxBuffer: 32 * 1024 * 1024 });
    const { bomFormat, components } = JSON.parse(stdout) as { readonly bomFormat: string; readonly components: readonly Component[] };
    const { dependencies } = JSON.parse(await readFile(new URL('package.json', ROOT), 'utf8')) as { readonly dependencies: Readonly<Record<string, string>> };
    expect(bomFormat).to.equal('CycloneDX');
    const listed = new Map(components.map((component) => [component.name, component]));
    const isForDevelopment = (name: string): boolean | undefined => listed.get(name)?.properties.some((property) => property.name === 'cdx:npm:package:development');
    for (const [name, version] of Object.entries(dependencies)) {
      expect(listed.get(name)?.version, name).to.equal(version);
      expect(listed.get(name)?.hashes?.map(({ alg }) => alg), name).to.deep.equal(['SHA-512']);
    }
    expect([...listed.keys()], 'what others bring along').to.include('pg-protocol');
    expect([isForDevelopment('mocha'), isForDevelopment('pg')]).to.deep.equal([true, false]);
  });
});
