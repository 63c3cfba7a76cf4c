/** What booking's counts towards limits mean in memory: living bookings that begin in a period, in a turn and before it. */
import type { Booking } from '../../../services/booking/domain/booking.ts';
import { all, listOf, visible, type Reading, type Statement } from './reading.ts';
import { bookings } from './stores.ts';

export const limitStatements: readonly Statement[] = [
  ['select l.address, c.count from unnest', counts],
  ['select customer_id, extract(epoch from starts)', (reading) => {
    const [offeringId, from, to] = reading.params;
    if (!(from instanceof Date) || !(to instanceof Date)) throw new TypeError('bookings are counted between two instants');
    const counted = all(reading, bookings).filter((booking) => booking.offering.id === offeringId && isCounted(booking, from.getTime(), to.getTime()));
    return counted.map(({ customer, time }) => ({ customer_id: customer.id, start: time.start.getTime() / 1_000 }));
  }],
];

const isCounted = ({ status, time }: Booking, from: number, to: number): boolean =>
  status !== 'expired' && status !== 'cancelled' && time.start.getTime() >= from && time.start.getTime() < to;

/** One for each limit that is asked about; those on everybody's bookings name no customer. */
function counts({ tx, server, params }: Reading): object[] {
  const [addresses, tenants, offerings, customers, froms, tos] = params.map(listOf);
  const made = visible(tx, bookings.committed({ state: server }).values);
  return (addresses ?? []).map((address, index) => {
    const customerId = customers?.[index];
    const mine = made.filter(({ tenantId, value }) => tenantId === tenants?.[index] && value.offering.id === offerings?.[index] && (customerId === undefined || value.customer.id === customerId));
    return { address, count: mine.filter(({ value }) => isCounted(value, Number(froms?.[index]), Number(tos?.[index]))).length };
  });
}
