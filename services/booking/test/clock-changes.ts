/** Every zone and every change of its clock in two years, for tests. */
import { Temporal } from 'temporal-polyfill';

/** The years 2026 and 2027. */
export const BEGIN = Date.parse('2026-01-01T00:00Z');
export const END = Date.parse('2028-01-01T00:00Z');

export const ZONES = Intl.supportedValuesOf('timeZone');

export const zoned = (instant: number, zone: string): Temporal.ZonedDateTime => Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);

/** Every instant of the two years at which the zone's clock is moved. */
export function clockChanges(zone: string): number[] {
  const found: number[] = [];
  for (let at = zoned(BEGIN, zone).getTimeZoneTransition('next'); at && at.epochMilliseconds < END; at = at.getTimeZoneTransition('next')) {
    found.push(at.epochMilliseconds);
  }
  return found;
}

/** Each zone with each of its changes. */
export const allClockChanges = (): (readonly [zone: string, instant: number])[] => ZONES.flatMap((zone) => clockChanges(zone).map((instant) => [zone, instant] as const));
