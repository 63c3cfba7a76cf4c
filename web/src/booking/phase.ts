/** What a booking's page has to show: decided from the booking, its checkout and what has happened, and nothing else. */
import { type Booking, BookingState, type CancellationTier, type Checkout, CheckoutState, type TimelineStep } from '@berth/sdk/browser';
import { timestampDate } from '@bufbuild/protobuf/wkt';

export type Phase =
  /** Held; the payment is being prepared. */
  | 'preparing'
  /** Held; the customer can pay. */
  | 'payable'
  /** Paid by the customer; the place is being kept and the money taken. */
  | 'taking'
  | 'confirmed'
  | 'completed'
  | 'missed'
  | 'expired'
  | 'cancelled';

/** `submittedAfter`: sequence of the last step known when the customer paid in this page; absent when they have not. */
export function phaseOf(booking: Booking, checkout: Checkout | undefined, steps: readonly TimelineStep[], submittedAfter: bigint | undefined): Phase {
  switch (booking.state) {
    case BookingState.CONFIRMED:
      return 'confirmed';
    case BookingState.COMPLETED:
      return 'completed';
    case BookingState.NO_SHOW:
      return 'missed';
    case BookingState.EXPIRED:
      return 'expired';
    case BookingState.CANCELLED:
      return 'cancelled';
    case BookingState.PENDING:
      return pendingPhase(booking, checkout, isSubmitted(steps, submittedAfter));
    default:
      return 'preparing'; // a state newer than this page: there is nothing to do but wait
  }
}

function pendingPhase({ hold }: Booking, checkout: Checkout | undefined, submitted: boolean): Phase {
  if (hold?.claimed || submitted || checkout?.state === CheckoutState.CLOSED) return 'taking';
  return checkout?.state === CheckoutState.READY ? 'payable' : 'preparing';
}

/** A payment that failed after it was submitted can be made again. */
function isSubmitted(steps: readonly TimelineStep[], submittedAfter: bigint | undefined): boolean {
  return submittedAfter !== undefined && !steps.some(({ name, sequence }) => name === 'payment.failed' && sequence > submittedAfter);
}

/** Whether it has to be said for how many it is: always of a date, and of a class to which several go. */
export const countsPlaces = ({ sessionId, partySize }: Pick<Booking, 'sessionId' | 'partySize'>): boolean => sessionId !== '' || partySize > 1;

/** What cancelling now gives back, in percent of what was paid: of the tiers that still hold, the most. */
export const refundPercent = (booking: Booking, now: Date): number => Math.max(0, ...openTiers(booking, now).map(({ refundPercent: percent }) => percent));

/** The tiers that still hold, longest before the start first. */
export const openTiers = ({ cancellationPolicy }: Booking, now: Date): readonly CancellationTier[] =>
  (cancellationPolicy?.tiers ?? []).filter(({ refundPercent: percent, untilTime }) => percent > 0 && untilTime !== undefined && now <= timestampDate(untilTime));

/** A share of an amount as Berth computes it: half of a minor unit goes to the customer. */
export const shareOf = (amountMinor: bigint, percent: number): bigint => (amountMinor * BigInt(percent) + 50n) / 100n;

/** A customer may cancel what is held or confirmed and has not begun. */
export function isCancellable({ state, hold, time }: Booking, now: Date): boolean {
  const open = state === BookingState.CONFIRMED || (state === BookingState.PENDING && !hold?.claimed);
  return open && (time?.startTime === undefined || now < timestampDate(time.startTime));
}

/** Everything that usually follows has happened: there is nothing to wait for. */
export function isSettled({ state, payment, receiptId }: Booking, steps: readonly TimelineStep[]): boolean {
  const has = (name: string): boolean => steps.some((step) => step.name === name);
  if (state === BookingState.PENDING || state === BookingState.UNSPECIFIED) return false;
  if (state === BookingState.CANCELLED) return !payment || has('payment.refunded');
  if (state !== BookingState.CONFIRMED) return true;
  return has('notification.sent') && (!payment || receiptId !== '');
}

/** Steps in order, each once. */
export function mergeSteps(known: readonly TimelineStep[], fresh: readonly TimelineStep[]): readonly TimelineStep[] {
  const last = known.at(-1)?.sequence ?? 0n;
  const added = fresh.filter(({ sequence }) => sequence > last);
  return added.length === 0 ? known : [...known, ...added];
}
