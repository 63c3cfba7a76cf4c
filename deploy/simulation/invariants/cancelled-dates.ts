/** I18: nobody has or waits for a place of a date that was cancelled, nobody got one afterwards, and who lost theirs was promised everything back. */
import { isLiving } from '../../../services/booking/domain/waitlist.ts';
import { bookings, sessions, waitlists } from '../booking/stores.ts';
import type { World } from '../world.ts';
import { isLive } from './lives.ts';

export function checkCancelledDates(world: World): void {
  const { booking: server } = world.databases;
  const off = new Map(sessions.committed(server).values.flatMap(({ value: { id, cancelled } }) => (cancelled ? [[id, cancelled]] : [])));
  for (const { value: { id, place, status, created, history, refund, payment } } of bookings.committed(server).values) {
    const cancelled = place.kind === 'session' ? off.get(place.sessionId) : undefined;
    if (!cancelled) continue;
    const say = (what: string): void => world.violate('I18', `the date of booking ${id} was cancelled and it ${what}`);
    if (isLive(status)) say(`is ${status}`);
    if (created > cancelled.time || history.some(({ change, time }) => change === 'rescheduled' && time > cancelled.time)) say('came later');
    const lost = history.find(({ from, to, time }) => from === 'confirmed' && to === 'cancelled' && time > cancelled.time);
    if (lost && lost.actor === cancelled.actor && payment && refund?.minor !== payment.amount.minor) say(`is promised ${refund?.minor ?? 0n} of ${payment.amount.minor}`);
  }
  for (const { key, claim } of waitlists.committed(server).claims) {
    if (off.has(key.id) && isLiving(claim)) world.violate('I18', `entry ${claim.number} is ${claim.status} and its date was cancelled`);
  }
}
