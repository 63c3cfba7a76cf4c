import { expect } from 'chai';
import { renderDay, renderTimeParts, renderWallTime, yearIn, type WallTime } from './wall-time.ts';

const concert: WallTime = {
  start: new Date('2026-12-05T19:30:00Z'),
  timeZone: 'Europe/Lisbon',
  localStart: '2026-12-05T19:30',
  localEnd: '2026-12-05T21:00',
};
const plain = (text: string): string => text.replaceAll(/[\u2009\u202f\u00a0]/g, ' ');

describe('wall time', () => {
  it('says day, hours and zone', () => {
    expect(renderWallTime(concert, 'en-GB')).to.equal('Saturday, 5 December 2026, 19:30–21:00 (Europe/Lisbon, WET)');
  });

  it('follows the locale, also in the hours', () => {
    const matinee = { ...concert, timeZone: 'America/New_York', start: new Date('2026-12-06T00:30:00Z') };
    expect(plain(renderWallTime(matinee, 'en-US'))).to.equal('Saturday, December 5, 2026, 7:30 – 9:00 PM (America/New_York, EST)');
    expect(renderWallTime(concert, 'de-DE')).to.contain('Samstag, 5. Dezember 2026, 19:30–21:00');
    expect(renderWallTime({ ...concert, timeZone: 'Asia/Tokyo' }, 'ja-JP')).to.contain('2026年12月5日土曜日').and.to.contain('JST');
  });

  it('names both days of a booking over midnight, but not for one that ends at midnight', () => {
    const night = { ...concert, localStart: '2026-12-05T22:00', localEnd: '2026-12-06T02:00' };
    expect(renderWallTime(night, 'en-GB')).to.contain('5 December').and.to.contain('6 December');
    const evening = { ...night, localEnd: '2026-12-06T00:00' };
    expect(renderTimeParts(evening, 'en-GB').date).to.equal('Saturday, 5 December 2026');
    expect(renderWallTime(evening, 'en-GB')).to.match(/^Saturday, 5 December 2026, 22:00–00:00 \(/);
    expect(renderTimeParts(evening, 'en-GB').hours).to.equal('22:00–00:00');
  });

  it('tells the two one-thirties of a clock change apart by their zone names', () => {
    const first = { timeZone: 'Europe/Lisbon', start: new Date('2026-10-25T00:30:00Z'), localStart: '2026-10-25T01:30', localEnd: '2026-10-25T01:45' };
    const second = { ...first, start: new Date('2026-10-25T01:30:00Z') };
    expect(renderWallTime(first, 'en-GB')).to.match(/01:30–01:45 \(Europe\/Lisbon, WEST\)$/);
    expect(renderWallTime(second, 'en-GB')).to.match(/01:30–01:45 \(Europe\/Lisbon, WET\)$/);
  });

  it('prints the agreed wall time even where the instant says otherwise', () => {
    const moved = { ...concert, start: new Date('2026-12-05T18:30:00Z') };
    expect(renderWallTime(moved, 'en-GB')).to.contain('19:30–21:00');
  });

  it('knows the day and the year of an instant where it is', () => {
    const instant = new Date('2026-12-31T23:30:00Z');
    expect([yearIn(instant, 'Europe/London'), yearIn(instant, 'Asia/Tokyo')]).to.deep.equal([2026, 2027]);
    expect(renderDay(instant, 'Asia/Tokyo', 'en-GB')).to.equal('1 January 2027');
  });

  it('refuses what is no wall time', () => {
    expect(() => renderWallTime({ ...concert, localEnd: 'soon' }, 'en-GB')).to.throw(RangeError, 'soon is no wall time');
  });
});
