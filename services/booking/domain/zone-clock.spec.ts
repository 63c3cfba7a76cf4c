import { expect } from 'chai';
import fc from 'fast-check';
import type { Temporal } from 'temporal-polyfill';
import { allClockChanges, BEGIN, END, ZONES, zoned } from '../test/clock-changes.ts';
import { instantOf, wallAt } from './zone-clock.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;
const asUtc = (wall: Temporal.PlainDateTime): number => wall.toZonedDateTime('UTC').epochMilliseconds;
const plainOf = (wall: number): Temporal.PlainDateTime => zoned(wall, 'UTC').toPlainDateTime();
const byTemporal = (wall: number, zone: string): number => plainOf(wall).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;

describe("a zone's clock", function () {
  this.timeout(60_000);

  it('agrees with Temporal around every transition of two years in every zone', () => {
    const changes = allClockChanges();
    expect(changes.length).to.be.greaterThan(400);
    for (const [zone, change] of changes) {
      const wall = asUtc(zoned(change, zone).toPlainDateTime());
      for (let off = -3 * HOUR; off <= 3 * HOUR; off += 15 * MINUTE) {
        expect(instantOf(wall + off, zone), `${zone} ${plainOf(wall + off).toString()}`).to.equal(byTemporal(wall + off, zone));
      }
      for (const off of [-1, 0, 1, -HOUR, HOUR]) {
        expect(wallAt(change + off, zone), `${zone} ${change + off}`).to.equal(asUtc(zoned(change + off, zone).toPlainDateTime()));
      }
    }
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
