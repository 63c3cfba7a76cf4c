/** The services as the seed calls them: the same RPCs as everybody's, signed as `seed`. */
import { createHash } from 'node:crypto';
import type { GenService, GenServiceMethods } from '@bufbuild/protobuf/codegenv2';
import { AvailabilityService, BookingService, ScheduleService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { CatalogService } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { TenantService, UserService } from '#proto/berth/user/v1/user_service_pb.ts';
import type { Caller } from '#runtime/actor/types.ts';
import { PLATFORM_TENANT } from '#runtime/ids.ts';
import { connectTo, type ClientOf } from '#runtime/rpc/client.ts';
import { createTelemetry } from '#runtime/telemetry/telemetry.ts';
import { SEEDER, type SeedContext } from '../seed-context.ts';

export type Clients = ReturnType<typeof openClients>;

export function openClients({ addresses, tokens, security }: SeedContext, stack: AsyncDisposableStack) {
  const telemetry = createTelemetry({ serviceName: SEEDER });
  stack.defer(() => telemetry.shutdown());
  stack.use(security);
  const client = <M extends GenServiceMethods>(name: string, service: GenService<M>): ClientOf<M> => {
    const address = addresses.get(name);
    if (address === undefined) throw new TypeError(`The seed was given no address of ${name}.`);
    return stack.use(connectTo(service, { address, tokens, telemetry, security }));
  };
  return {
    tenants: client('user', TenantService),
    users: client('user', UserService),
    catalog: client('catalog', CatalogService),
    schedules: client('booking', ScheduleService),
    availability: client('booking', AvailabilityService),
    bookings: client('booking', BookingService),
  };
}

const SUBJECT = `service:${SEEDER}`;

export const asOperator: Caller = { tenantId: PLATFORM_TENANT, subject: SUBJECT, roles: ['service', 'operator'] };
export const asAdmin = (tenantId: string): Caller => ({ tenantId, subject: SUBJECT, roles: ['service', 'admin'] });
export const asCustomer = (tenantId: string, userId: string): Caller => ({ tenantId, subject: userId, roles: ['user'] });

/** Batches carry up to two hundred records: they may take longer than a person would wait. */
export const BATCH = { deadlineMs: 20_000 } as const;

/** The same id for the same things, and another one as soon as they differ: a repeated request is answered, a new one is carried out. */
export const requestIdOf = (what: string, ...parts: readonly string[]): string =>
  `seed-${what}-${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)}`;
