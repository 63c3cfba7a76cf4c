/** The invariants that need nothing but the evidence; I8 asks again, and I10 reads what the processes wrote. */
import type { Invariant } from './evidence.ts';
import { noDoubleBooking } from './i1-no-double-booking.ts';
import { acknowledgedStays } from './i2-acknowledged-stays.ts';
import { moneyAgrees } from './i3-money-agrees.ts';
import { toldOnce } from './i4-told-once.ts';
import { eventsArrive } from './i5-events-arrive.ts';
import { nothingStuck } from './i6-nothing-stuck.ts';
import { tenantsApart } from './i7-tenants-apart.ts';
import { linearizable } from './i9-linearizable.ts';

export const INVARIANTS: readonly Invariant[] = [noDoubleBooking, acknowledgedStays, moneyAgrees, toldOnce, eventsArrive, nothingStuck, tenantsApart, linearizable];
