import { BookedTimeSchema } from '@berth/sdk/browser';
import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { expect } from 'chai';
import { dateLocale } from './locale.ts';
import { monthName, viewerTime, wallDay, wallSpan, wallTime, zoneName } from './when.ts';

const time = create(BookedTimeSchema, {
  startTime: timestampFromDate(new Date('2026-10-09T18:30:00Z')),
  endTime: timestampFromDate(new Date('2026-10-09T20:00:00Z')),
  timeZone: 'Europe/Lisbon',
  localStart: '2026-10-09T19:30',
  localEnd: '2026-10-09T21:00',
});

describe('times of bookings', () => {
  it('show the wall time that was meant, whatever zone this machine is in', () => {
    expect(wallTime('2026-03-29T01:30', 'en-GB')).to.equal('01:30');
    expect(wallDay('2026-10-09T19:30', 'en-GB')).to.match(/^Friday,? 9 October 2026$/);
    expect(wallSpan(time, 'en-GB')).to.match(/^Friday,? 9 October 2026, 19:30–21:00$/);
    expect(monthName('2026-10', 'en-GB')).to.equal('October 2026');
  });

  it('name the day of an end after midnight', () => {
    expect(wallSpan({ localStart: '2026-10-09T23:00', localEnd: '2026-10-10T01:00' }, 'en-GB')).to.match(
      /^Friday,? 9 October 2026 at 23:00.–.Saturday,? 10 October 2026 at 01:00$/,
    );
  });

  it('leave an end at midnight to the evening that it ends, and follow the visitor’s kind of English', () => {
    expect(wallSpan({ localStart: '2026-10-09T22:00', localEnd: '2026-10-10T00:00' }, 'en-GB')).to.match(/^Friday,? 9 October 2026, 22:00–00:00$/);
    expect(wallTime('2026-10-09T19:30', 'en-US')).to.match(/^7:30\sPM$/);
  });

  it('name the zone with its offset on that day', () => {
    expect(zoneName('Europe/Lisbon', new Date('2026-10-09T18:30:00Z'), 'en-GB')).to.equal('Lisbon time (GMT+1)');
    expect(zoneName('Europe/Lisbon', new Date('2026-12-09T18:30:00Z'), 'en-GB')).to.equal('Lisbon time (GMT)');
    expect(zoneName('America/New_York', new Date('2026-12-09T18:30:00Z'), 'en-GB')).to.equal('New York time (GMT-5)');
  });

  it("show the visitor's clock only when it differs, with the day when that differs too", () => {
    expect(viewerTime(time, 'Europe/Lisbon', 'en-GB')).to.equal(undefined);
    expect(viewerTime(time, 'Atlantic/Canary', 'en-GB')).to.equal(undefined);
    expect(viewerTime(time, 'Europe/Berlin', 'en-GB')).to.equal('20:30');
    expect(viewerTime(time, 'Asia/Tokyo', 'en-GB')).to.equal('Sat 03:30');
  });
});

describe('the language of dates', () => {
  it("is the visitor's English, or British English", () => {
    expect(dateLocale(['pt-PT', 'en-US'])).to.equal('en-US');
    expect(dateLocale(['de'])).to.equal('en-GB');
  });
});
