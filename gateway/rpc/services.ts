/** Every service of the contract is served without being listed anywhere: its generated file is enough. */
import { readdirSync } from 'node:fs';
import type { DescService } from '@bufbuild/protobuf';

const GENERATED = new URL('../../proto/gen/berth/', import.meta.url);

/** Names of services with RPCs, such as `booking` for `berth.booking.v1`; their addresses are settings. */
export const serviceNames = (): string[] =>
  [...new Set(serviceFiles().map((file) => file.split('/')[0] ?? ''))].toSorted();

/** Descriptors of all services of the contract. */
export async function loadServices(): Promise<DescService[]> {
  const modules: unknown[] = await Promise.all(serviceFiles().map((file) => import(new URL(file, GENERATED).href)));
  return modules.flatMap((module) => Object.values(Object(module)).filter(isService));
}

/** `booking` of `berth.booking.v1.BookingService`. */
export const ownerOf = ({ typeName }: DescService): string => typeName.split('.')[1] ?? '';

// What every service serves to the others; nothing of it is for the outside.
const INTERNAL = 'runtime/';

const serviceFiles = (): string[] =>
  readdirSync(GENERATED, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('_service_pb.ts') && !file.startsWith(INTERNAL));

const isService = (value: unknown): value is DescService =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'service';
