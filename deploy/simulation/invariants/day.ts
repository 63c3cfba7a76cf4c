/** I12: what was confirmed is completed after its end or noted as a no-show, never before its time; whoever was let in has come, once. */
import { completionOf } from '../../../services/booking/domain/complete.ts';
import type { Booking } from '../../../services/booking/domain/booking.ts';
import { bookings } from '../booking/stores.ts';
import type { Guest, Journal } from '../journal.ts';
import type { World } from '../world.ts';

export function checkDay(world: World, { guests, unansweredCancellations }: Journal): void {
  const all = new Map(bookings.committed(world.databases.booking).values.map(({ value }) => [value.id, value]));
  for (const booking of all.values()) checkTimes(world, booking);
  for (const guest of guests) checkGuest(world, guest, all.get(guest.bookingId), unansweredCancellations.has(guest.bookingId));
}

function checkTimes(world: World, { id, status, time, history, ...booking }: Booking): void {
  if (status === 'confirmed') world.violate('I12', `booking ${id} is over and still confirmed`);
  for (const { to, change, time: at } of history) {
    if (change === 'state' && to === 'completed' && at < completionOf({ time })) world.violate('I12', `booking ${id} was completed before its time`);
    if (change === 'state' && to === 'no_show' && at < time.start) world.violate('I12', `booking ${id} was a no-show before it began`);
  }
  if (status === 'no_show' && booking.checkedIn) world.violate('I12', `booking ${id} is a no-show and somebody was let in with it`);
}

/** `takenBack`: its customer cancelled before the day and was not answered; a process that stood still may have carried it out since, unless somebody was let in. */
function checkGuest(world: World, { bookingId, customer, letIn, absence, named }: Guest, booking: Booking | undefined, takenBack: boolean): void {
  const isTakenBack = takenBack && letIn === undefined && booking?.status === 'cancelled' && booking.history.at(-1)?.actor === customer;
  const isOver = booking?.status === 'completed' || booking?.status === 'no_show' || isTakenBack;
  if (!isOver) world.violate('I12', `booking ${bookingId} was confirmed before its day and is ${booking?.status ?? 'gone'}`);
  if (named !== undefined && booking?.attendees.map(({ name }) => name).join() !== named) world.violate('I2', `that ${named} comes along with booking ${bookingId} was acknowledged and is not so`);
  if (letIn !== undefined && !booking?.checkedIn) world.violate('I2', `letting in booking ${bookingId} was acknowledged and nobody is in`);
  if (letIn !== undefined && letIn > 1) world.violate('I12', `booking ${bookingId} was let in ${letIn} times`);
  if (absence === 'noted' && booking?.status !== 'no_show') world.violate('I2', `the no-show of booking ${bookingId} was acknowledged and it is ${booking?.status}`);
  if (absence !== undefined && absence !== 'noted' && booking?.status === 'no_show') world.violate('I12', `booking ${bookingId} is a no-show though that was refused with ${absence}`);
}
