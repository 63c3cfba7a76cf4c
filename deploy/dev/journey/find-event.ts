/** Finds something to pay for, as a customer would: an event with a price and a date with places, at any business that knows the customer. */
import { type Berth, type Offering, OfferingKind, PaymentMode, type Slot, type Tenant, berthError, createBerth } from '@berth/sdk';
import type { BerthOptions } from '@berth/sdk';
import { MissingStep } from './missing-step.ts';

export interface Account {
  readonly email: string;
  readonly password: string;
}

/** What will be booked, and the signed-in customer who does. */
export interface Found {
  readonly tenant: Tenant;
  readonly berth: Berth;
  readonly offering: Offering;
  readonly slot: Slot;
}

const DAYS = 60;

/** `only` names the business; all are tried when it is absent. */
export async function findEvent(options: BerthOptions, customer: Account, only: string | undefined): Promise<Found> {
  const { tenants } = await createBerth(options).tenants.listTenants({ pageSize: 200 });
  const candidates = tenants.filter(({ slug }) => only === undefined || slug === only);
  for (const tenant of candidates) {
    const berth = createBerth({ ...options, tenant: tenant.slug });
    if (!(await signsIn(berth, customer))) continue;
    const found = await paidEvent(berth);
    if (found) return { tenant, berth, ...found };
  }
  const names = candidates.map(({ slug }) => slug).join(', ') || 'none';
  throw new MissingStep('something to book', `No event with a price and free places for ${customer.email} at these businesses: ${names}. Fill them with: npm run seed`);
}

async function signsIn(berth: Berth, account: Account): Promise<boolean> {
  try {
    await berth.signIn(account);
    return true;
  } catch (thrown) {
    if (berthError(thrown).code === 'UNAUTHENTICATED') return false;
    throw thrown;
  }
}

async function paidEvent(berth: Berth): Promise<Pick<Found, 'offering' | 'slot'> | undefined> {
  const { offerings } = await berth.catalog.searchOfferings({ filter: { kinds: [OfferingKind.EVENT], minPriceMinor: 1n }, pageSize: 50 });
  for (const offering of offerings.filter(({ paymentMode }) => paymentMode === PaymentMode.ONLINE)) {
    const tomorrow = BigInt(Math.floor(Date.now() / 1000) + 86_400);
    const span = { fromTime: { seconds: tomorrow }, toTime: { seconds: tomorrow + BigInt(DAYS * 86_400) } };
    const { slots } = await berth.availability.listSlots({ offeringId: offering.id, ...span });
    const slot = slots.find(({ placesLeft, sessionId }) => placesLeft > 0 && sessionId !== '');
    if (slot) return { offering, slot };
  }
  return undefined;
}
