/** The wall time of a booking is the same on every channel, around every change of the clock of two years in every zone: list, page, mail and receipt. */
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { renderTimeParts, renderWallTime } from '#runtime/wall-time.ts';
import { timeFrom, type BookedTime } from '../../services/booking/domain/local-time.ts';
import { allClockChanges } from '../../services/booking/test/clock-changes.ts';
import { viewerTime, wallSpan, wallTime } from '../../web/src/format/when.ts';

const LOCALE = 'en-GB';
const HOUR = 3_600_000;
const MINUTES = 45;

/** As the page is given it. */
const told = ({ start, end, ...local }: BookedTime): Parameters<typeof viewerTime>[0] => ({
  $typeName: 'berth.booking.v1.BookedTime', startTime: timestampFromDate(start), endTime: timestampFromDate(end), ...local,
});

/** What clocks a text shows, besides the offset that a zone may be named by. */
const clocksIn = (text: string): readonly string[] => text.replace(/\(.*\)$/, '').match(/\b\d\d:\d\d\b/g) ?? [];

/** Each channel's rendering of a booking. */
const CHANNELS: Readonly<Record<string, (time: BookedTime) => string>> = {
  'the page': (time) => wallSpan(time, LOCALE),
  'the page, in parts': ({ localStart, localEnd }) => `${wallTime(localStart, LOCALE)} ${wallTime(localEnd, LOCALE)}`,
  'mail and receipt': (time) => renderWallTime(time, LOCALE),
  'mail and receipt, in parts': (time) => renderTimeParts(time, LOCALE).hours,
};

describe('the wall time of a booking', () => {
  const changes = allClockChanges();
  const times = changes.flatMap(([zone, instant]) => [-HOUR, -HOUR / 2, 0, HOUR / 2, HOUR].map((ms) => timeFrom(new Date(instant + ms), MINUTES, zone)));

  it('is tried around every change of the clock', () => {
    expect(changes.length).to.be.greaterThan(500);
  });

  for (const [channel, render] of Object.entries(CHANNELS)) {
    it(`is on ${channel} what the list of slots says`, () => {
      const wrong = times.filter((time) => String(clocksIn(render(time))) !== String([time.localStart.slice(11), time.localEnd.slice(11)]));
      expect(wrong.map((time) => `${time.timeZone} ${time.localStart}: ${render(time)}`)).to.deep.equal([]);
    });
  }

  it('is what a clock in its zone shows at its instant', () => {
    // Nothing beside the wall time: whoever is in the zone sees the same on their own clock.
    const wrong = times.filter((time) => viewerTime(told(time), time.timeZone, LOCALE) !== undefined);
    expect(wrong.map(({ timeZone, localStart }) => `${timeZone} ${localStart}`)).to.deep.equal([]);
  });
});
