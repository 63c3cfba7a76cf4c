/** Fails unless every RPC of Berth's contracts says who may call it, by its option `(berth.type.v1.access)`. */
import { globSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type DescMethod, type DescService, getOption, hasOption } from '@bufbuild/protobuf';
import { AccessLevel, AccessLevelSchema, access } from '#proto/berth/type/v1/access_pb.ts';

/** What is wrong with a method's policy; undefined when nothing is. */
export function problemOf(method: DescMethod): string | undefined {
  if (!hasOption(method, access)) return 'has no option (berth.type.v1.access)';
  const { level } = getOption(method, access);
  if (level === AccessLevel.UNSPECIFIED) return 'leaves the access level unspecified';
  if (AccessLevelSchema.value[level] === undefined) return `names the unknown access level ${level}`;
  return undefined;
}

/** Every service of the generated contracts. */
async function loadServices(): Promise<DescService[]> {
  const folder = fileURLToPath(new URL('../gen/', import.meta.url));
  const files = globSync('berth/*/v*/*_pb.ts', { cwd: folder }).sort();
  const modules: Record<string, unknown>[] = await Promise.all(files.map((file) => import(pathToFileURL(`${folder}${file}`).href)));
  return modules.flatMap((loaded) => Object.values(loaded).filter(isService));
}

const isService = (value: unknown): value is DescService =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'service';

if (import.meta.main) {
  const services = await loadServices();
  const methods = services.flatMap((service) => service.methods);
  const problems = methods.flatMap((method) => {
    const problem = problemOf(method);
    return problem === undefined ? [] : [`${method.parent.typeName}.${method.name} ${problem}.`];
  });
  if (methods.length === 0) problems.push('No RPC was found: run "npm run generate" first.');
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (problems.length === 0) process.stdout.write(`${methods.length} RPCs of ${services.length} services say who may call them.\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
