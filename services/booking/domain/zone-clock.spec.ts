import { expect } from 'chai';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { instantOf, wallAt } from './zone-clock.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const BEGIN = Date.parse('2026-01-01T00:00Z');
const END = Date.parse('2028-01-01T00:00Z');
const ZONES = Intl.supportedValuesOf('timeZone');

const zoned = (instant: number, zone: string): Temporal.ZonedDateTime => Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
const asUtc = (wall: Temporal.PlainDateTime): number => wall.toZonedDateTime('UTC').epochMilliseconds;
const plainOf = (wall: number): Temporal.PlainDateTime => zoned(wall, 'UTC').toPlainDateTime();
const byTemporal = (wall: number, zone: string): number => plainOf(wall).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;

/** Every instant of two years at which the zone's clock is moved. */
function transitions(zone: string): number[] {
  const found: number[] = [];
  for (let at = zoned(BEGIN, zone).getTimeZoneTransition('next'); at && at.epochMilliseconds < END; at = at.getTimeZoneTransition('next')) {
    found.push(at.epochMilliseconds);
  }
  return found;
}

describe("a zone's clock", function () {
  this.timeout(60_000);

  it('agrees with Temporal around every transition of two years in every zone', () => {
    let seen = 0;
    for (const zone of ZONES) {
      for (const transition of transitions(zone)) {
        seen += 1;
        const wall = asUtc(zoned(transition, zone).toPlainDateTime());
        for (let off = -3 * HOUR; off <= 3 * HOUR; off += 15 * MINUTE) {
          expect(instantOf(wall + off, zone), `${zone} ${plainOf(wall + off).toString()}`).to.equal(byTemporal(wall + off, zone));
        }
        for (const off of [-1, 0, 1, -HOUR, HOUR]) {
          expect(wallAt(transition + off, zone), `${zone} ${transition + off}`).to.equal(asUtc(zoned(transition + off, zone).toPlainDateTime()));
        }
      }
    }
    expect(seen).to.be.greaterThan(400);
  });

  it('agrees with Temporal at any time in any zone', () => {
    const wall = fc.integer({ min: BEGIN / MINUTE, max: END / MINUTE }).map((minutes) => minutes * MINUTE);
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), wall, (zone, at) => {
        expect(instantOf(at, zone)).to.equal(byTemporal(at, zone));
        expect(wallAt(at, zone)).to.equal(asUtc(zoned(at, zone).toPlainDateTime()));
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps its answers when so many days were asked for that it began anew', () => {
    const days = Array.from({ length: 4_000 }, (_, day) => BEGIN + day * 24 * HOUR);
    const first = days.map((day) => instantOf(day, 'Europe/Lisbon'));
    expect(days.map((day) => instantOf(day, 'Europe/Lisbon'))).to.deep.equal(first);
  });
});
