/** Bundles a browser script from TypeScript modules, once per process and only when somebody asks for it. */
import { dirname } from 'node:path';

const bundles = new Map<string, Promise<string>>();

/** The script as one classic script (an immediately called function). */
export function bundleScript(entry: string): Promise<string> {
  const known = bundles.get(entry);
  if (known !== undefined) return known;
  const bundle = build(entry);
  bundles.set(entry, bundle);
  bundle.catch(() => bundles.delete(entry)); // the next request tries again
  return bundle;
}

async function build(entry: string): Promise<string> {
  const vite = await import('vite'); // half a second that starting the sandbox need not wait for
  const built = await vite.build({
    configFile: false,
    logLevel: 'silent',
    root: dirname(entry),
    build: { write: false, minify: false, target: 'es2023', lib: { entry, formats: ['iife'], name: 'berthSandbox' } },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (output === undefined || !('output' in output)) throw new Error(`${entry} was not bundled`);
  return output.output[0].code;
}
