/** I14: a series has all its dates or those that could be had, each once, and a refused one has left nothing. */
import { fromTypeId } from '#runtime/ids.ts';
import type { Booking } from '../../../services/booking/domain/booking.ts';
import type { Series } from '../../../services/booking/domain/series.ts';
import { bookings, series } from '../booking/stores.ts';
import type { Journal, SeriesWish } from '../journal.ts';
import type { World } from '../world.ts';

export function checkSeries(world: World, { series: wishes }: Journal): void {
  const { booking: server } = world.databases;
  const made = series.committed(server).values.map(({ value }) => value);
  const members = Map.groupBy(bookings.committed(server).values.flatMap(({ value }) => (value.series ? [value] : [])), ({ series: of }) => of?.id);
  for (const id of members.keys()) if (!made.some((one) => one.id === id)) world.violate('I14', `there are bookings of series ${id}, which was never made`);
  for (const wish of wishes) {
    const mine = made.filter(({ request }) => request?.id === wish.requestId);
    if (mine.length > 1) world.violate('I8', `request ${wish.requestId} has made ${mine.length} series`);
    if (wish.refused !== undefined && !wish.unanswered && mine.length > 0) world.violate('I14', `series ${wish.requestId} was refused with ${wish.refused} and exists`);
    for (const one of mine) checkDates(world, wish, one, members.get(one.id) ?? []);
    if (wish.bytes) checkAcknowledgedSeries(world, wish, mine);
  }
}

function checkDates(world: World, { dates, isStrict, customer }: SeriesWish, { id, skipped }: Series, members: readonly Booking[]): void {
  const indices = [...members.map(({ series: of }) => of?.index), ...skipped.map(({ index }) => index)].toSorted((a = 0, b = 0) => a - b);
  if (indices.join() !== Array.from({ length: dates }, (_, index) => index).join()) world.violate('I14', `series ${id} of ${dates} dates has booked or skipped ${indices.join(', ')}`);
  if (isStrict && skipped.length > 0) world.violate('I14', `series ${id} was to have all dates or none and has skipped ${skipped.length}`);
  if (members.length === 0) world.violate('I14', `series ${id} has no booking`);
  if (members.some((member) => member.customer.id !== customer.subject)) world.violate('I14', `series ${id} has bookings of somebody else`);
}

function checkAcknowledgedSeries(world: World, { seriesId = '', requestId, bookings: told }: SeriesWish, [made]: readonly Series[]): void {
  if (made?.id !== fromTypeId('srs', seriesId, 'series.id')) return world.violate('I2', `series ${requestId} was acknowledged and is gone`);
  const kept = new Set(bookings.committed(world.databases.booking).values.flatMap(({ value }) => (value.series?.id === made.id ? [value.code] : [])));
  if (told.length !== kept.size || told.some(({ code }) => !kept.has(code))) world.violate('I2', `series ${seriesId} has other bookings than were acknowledged`);
}
