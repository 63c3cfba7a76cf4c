/** The service's copies of tenants and bookings: the newest that their own services told. */
import { actor } from '../../runtime/actor/actor.ts';
import { single } from '../../runtime/actor/state.ts';
import { bookingStore, tenantStore } from '../db/copy-store.ts';
import type { Booking, Tenant } from '../domain/facts.ts';

export const tenantCopyActor = actor({
  name: 'tenant-copy',
  state: single<Tenant>('tenant', tenantStore),
  behaviour: { initial: undefined, evolve: (_: Tenant | undefined, tenant: Tenant): Tenant | undefined => tenant },
});

export const bookingCopyActor = actor({
  name: 'booking-copy',
  state: single<Booking>('booking', bookingStore),
  behaviour: { initial: undefined, evolve: (_: Booking | undefined, booking: Booking): Booking | undefined => booking },
});
