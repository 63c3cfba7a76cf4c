/** Which sample bookings a business gets: some kept, some called off, some still to be paid. */
import { spread } from './chance.ts';
import { OfferingKind, PaymentMode } from './data/model.ts';
import type { PlannedOffering } from './offerings.ts';

export type Outcome = 'confirmed' | 'cancelled' | 'pending';

export interface PlannedBooking {
  readonly title: string;
  /** Position among the business's customers. */
  readonly customer: number;
  readonly partySize: number;
  readonly outcome: Outcome;
  readonly note: string;
}

/** A hold of the shortest kind would be over before anyone has looked at it. */
const LONG_HOLD_MINUTES = 240;

const NOTES = ['', '', 'First time here, looking forward to it.', '', 'We may be five minutes late.', '', 'Please call when you are ready.'];

/** `outcomes` in their order; the demo customer, who is the first, takes every fifth. */
export function bookingsFor(planned: readonly PlannedOffering[], customers: number, outcomes: readonly Outcome[]): PlannedBooking[] {
  const shuffled = planned
    .filter(({ kind }) => kind !== OfferingKind.PRODUCT)
    .toSorted((a, b) => spread(a.title) - spread(b.title));
  const unpaid = shuffled.filter(({ price, pay }) => price === 0 || pay === PaymentMode.AT_DESK);
  const paid = shuffled.filter(({ price, pay, holdMinutes }) => price > 0 && pay === PaymentMode.ONLINE && holdMinutes >= LONG_HOLD_MINUTES);
  return outcomes.flatMap((outcome, n) => {
    const choice = outcome === 'pending' ? paid : unpaid;
    const offering = choice[n % choice.length];
    return offering ? [{ ...wish(offering, n), customer: n % 5 === 0 ? 0 : 1 + (n % (customers - 1)), outcome }] : [];
  });
}

const wish = ({ title, kind, capacity }: PlannedOffering, n: number) => ({
  title,
  partySize: kind === OfferingKind.EVENT ? Math.min(1 + (n % 3), Math.max(1, Math.floor(capacity / 2))) : 1,
  note: NOTES[n % NOTES.length] ?? '',
});
