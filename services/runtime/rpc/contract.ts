/** The whole contract out of its generated files: a new service is part of it without being listed anywhere. */
import { readdirSync } from 'node:fs';
import type { DescService } from '@bufbuild/protobuf';
import { scopeOf } from './access.ts';

const GENERATED = new URL('../../../proto/gen/berth/', import.meta.url);

// What every service serves to the others; nothing of it is for the outside.
const INTERNAL = 'runtime/';

/** Generated files of services, such as `booking/v1/series_service_pb.ts`. */
export const serviceFiles = (): string[] =>
  readdirSync(GENERATED, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('_service_pb.ts') && !file.startsWith(INTERNAL));

/** Descriptors of all services of the contract. */
export async function loadServices(): Promise<DescService[]> {
  const modules: unknown[] = await Promise.all(serviceFiles().map((file) => import(new URL(file, GENERATED).href)));
  return modules.flatMap((module) => Object.values(Object(module)).filter(isService));
}

/** All scopes that API keys can have, sorted: those that RPCs ask for. */
export const scopesOf = (services: readonly DescService[]): string[] =>
  [...new Set(services.flatMap(({ methods }) => methods.map(scopeOf)).filter((scope) => scope !== ''))].toSorted();

const isService = (value: unknown): value is DescService =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'service';
