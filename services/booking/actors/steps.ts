/** Booking's own lines in a booking's journey, written by the same events that change it. */
import type { BookingEvent, BookingState, Step } from '../domain/booking.ts';

/** The state with the step that the event leaves, if it leaves one. */
export function ownStep(state: BookingState, event: BookingEvent): BookingState {
  const step = stepOf(event);
  if (!step || !state.booking) return state;
  return { ...state, booking: { ...state.booking, steps: [...state.booking.steps, step] } };
}

function stepOf(event: BookingEvent): Step | undefined {
  switch (event.type) {
    case 'held':
      return step('booking.created', `Place held until ${event.booking.hold.expires.toISOString()}`, event.act.time);
    case 'claimed':
      return step('booking.claimed', event.act.reason || 'Place kept for the authorised payment', event.act.time);
    case 'claimRejected':
      return step('booking.claim_rejected', event.act.reason, event.act.time, true);
    case 'confirmed':
      return step('booking.confirmed', event.act.reason || 'Confirmed', event.act.time);
    case 'cancelled':
      return step('booking.cancelled', event.act.reason || 'Cancelled', event.act.time, event.act.actor.startsWith('service:'));
    case 'expired':
      return step('booking.expired', event.act.reason, event.act.time, true);
    case 'rescheduled':
      return step('booking.rescheduled', `Moved from ${event.previous.localStart.replace('T', ' ')} to ${event.booking.time.localStart.replace('T', ' ')}`, event.act.time);
    case 'holdExtended':
      return step('booking.hold_extended', `Place held until ${event.hold.expires.toISOString()}`, event.act.time);
    case 'completed':
      return step('booking.completed', 'Took place', event.act.time);
    case 'noShow':
      return step('booking.no_show', event.act.reason || 'Nobody came', event.act.time, true);
    case 'checkedIn':
      return step('booking.checked_in', 'Checked in', event.act.time);
    case 'attendeesChanged':
    case 'receiptIssued':
    case 'stepTaken':
      return undefined;
    default:
      return event satisfies never;
  }
}

const step = (name: string, detail: string, time: Date, failed = false): Step => ({ name, service: 'booking', detail, time, failed });
