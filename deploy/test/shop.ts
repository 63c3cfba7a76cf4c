/** A small business for tests, made through the same RPCs as any other. */
import { CatalogService } from '#proto/berth/catalog/v1/catalog_service_pb.ts';
import { OfferingKind, PaymentMode } from '#proto/berth/catalog/v1/catalog_pb.ts';
import { ScheduleService } from '#proto/berth/booking/v1/booking_service_pb.ts';
import { Role } from '#proto/berth/user/v1/user_pb.ts';
import { TenantService, UserService } from '#proto/berth/user/v1/user_service_pb.ts';
import type { GenService, GenServiceMethods } from '@bufbuild/protobuf/codegenv2';
import type { Caller } from '#runtime/actor/types.ts';
import { fromTypeId, PLATFORM_TENANT } from '#runtime/ids.ts';
import { connectTo, type ClientOf } from '#runtime/rpc/client.ts';
import { createTokenSigner } from '#runtime/rpc/tokens.ts';
import { createTelemetry } from '#runtime/telemetry/telemetry.ts';
import type { Berth } from '../dev/launcher.ts';
import { SEEDER, seederSecurity } from '../dev/seed-context.ts';

export interface Shop {
  readonly slug: string;
  readonly tenantId: string;
  readonly admin: { readonly email: string; readonly password: string };
  /** `off_…` of an event with a price, one without, and an appointment with staff. */
  readonly paid: string;
  readonly free: string;
  readonly appointment: string;
  /** A new session of an event, a week ahead. */
  session(offeringId: string, capacity?: number): Promise<string>;
}

const SUBJECT = `service:${SEEDER}`;

export async function openShop(berth: Berth, { holdMinutes = 0 }: { readonly holdMinutes?: number } = {}): Promise<Shop> {
  const { keys, entries, settings } = berth.around;
  const telemetry = createTelemetry({ serviceName: SEEDER });
  const tokens = createTokenSigner(keys.privateKeys.get(SEEDER) ?? '');
  const security = seederSecurity(berth.around);
  const client = <M extends GenServiceMethods>(name: string, service: GenService<M>): ClientOf<M> => {
    const port = (entries.find((entry) => entry.name === name)?.port ?? 0) + settings.portOffset;
    return connectTo(service, { address: `127.0.0.1:${port}`, tokens, telemetry, security });
  };
  const slug = `harbour-${Date.now().toString(36)}`;
  const { tenant } = await client('user', TenantService).createTenant(tenantOf(slug), { caller: { tenantId: PLATFORM_TENANT, subject: SUBJECT, roles: ['service', 'operator'] } });
  const caller: Caller = { tenantId: fromTypeId('tnt', tenant?.id ?? '', 'id'), subject: SUBJECT, roles: ['service', 'admin'] };
  const admin = { email: `admin@${slug}.example`, password: 'Admin123!' };
  await client('user', UserService).importUsers({ users: [{ ...admin, displayName: 'Rui Admin', roles: [Role.USER, Role.ADMIN] }] }, { caller });
  const { offerings } = await client('catalog', CatalogService).importOfferings({ offerings: OFFERINGS.map((offering) => ({ ...offering, holdMinutes })) }, { caller });
  const [paid = '', free = '', appointment = ''] = offerings.map(({ id }) => id);
  const schedules = client('booking', ScheduleService);
  const weeklyHours = [1, 2, 3, 4, 5, 6, 7].map((dayOfWeek) => ({ dayOfWeek, start: '09:00', end: '17:00' }));
  await schedules.createStaff({ name: 'Inês Duarte', timeZone: 'Europe/Lisbon', offeringIds: [appointment], weeklyHours }, { caller });
  return {
    slug,
    tenantId: caller.tenantId,
    admin,
    paid,
    free,
    appointment,
    async session(offeringId, capacity = 8) {
      const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
      const { sessions } = await schedules.createSessions({ sessions: [{ offeringId, localStart: `${day}T19:30`, capacity }] }, { caller });
      return sessions[0]?.id ?? '';
    },
  };
}

/** A business to create. */
export const tenantOf = (slug: string) => ({
  slug,
  name: 'Harbour Dive',
  tagline: 'Small groups, big fish',
  timeZone: 'Europe/Lisbon',
  currencyCode: 'EUR',
  locale: 'en-GB',
  brandColor: '#0a6c74',
  supportEmail: 'hello@harbour.example',
  legalEntity: { name: 'Harbour Dive, Lda.', addressLines: ['Rua da Praia 12', '2750-001 Cascais'], countryCode: 'PT', taxId: 'PT500000000', taxRateBps: 2300 },
});

const event = {
  kind: OfferingKind.EVENT,
  summary: 'An evening on the reef.',
  description: 'We meet at the pier, gear up together and dive for an hour.',
  categoryName: 'Dives',
  durationMinutes: 90,
  timeZone: 'Europe/Lisbon',
  capacity: 8,
  freeCancellationHours: 24,
  place: 'Harbour pier, Cascais',
};

const OFFERINGS = [
  { ...event, title: 'Night dive on the reef', price: { amountMinor: 4500n, currencyCode: 'EUR' }, paymentMode: PaymentMode.ONLINE },
  { ...event, title: 'Open evening', price: { amountMinor: 0n, currencyCode: 'EUR' }, paymentMode: PaymentMode.ONLINE },
  {
    ...event,
    kind: OfferingKind.APPOINTMENT,
    title: 'Equipment fitting',
    capacity: 1,
    durationMinutes: 60,
    price: { amountMinor: 2000n, currencyCode: 'EUR' },
    paymentMode: PaymentMode.ONLINE,
    addOns: [
      { name: 'Second fitting', price: { amountMinor: 1000n, currencyCode: 'EUR' }, extraMinutes: 30 },
      { name: 'Dry bag', price: { amountMinor: 1500n, currencyCode: 'EUR' } },
    ],
  },
];
