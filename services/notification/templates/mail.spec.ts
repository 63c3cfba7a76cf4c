import { expect } from 'chai';
import type { Booking, MailFacts, Occasion, Tenant } from '../domain/facts.ts';
import { subjectOf, writeMail } from './content.ts';
import { htmlMail } from './html-mail.ts';
import { html } from './markup.ts';
import { textMail } from './text-mail.ts';

const tenant: Tenant = {
  id: 'tenant', slug: 'teatro', name: 'Teatro Azul', locale: 'en-GB', timeZone: 'Europe/Lisbon', brandColor: '#0b6e8a', supportEmail: 'ola@teatro.example',
};
const eur = (minor: string) => ({ minor, currency: 'EUR' });
const booking: Booking = {
  id: 'booking', code: 'K7QM-2XPD', customer: { id: 'customer', name: 'Zoë', email: 'zoe@example.com' }, title: 'Concert', place: 'Main hall',
  staffName: '', partySize: 2, reason: '', total: eur('8000'), payment: { amount: eur('8000'), methodLabel: 'Visa •••• 4242' },
  freeUntil: '2026-12-03T19:30:00Z', holdExpires: '2026-11-21T14:50:00Z',
  time: { start: '2026-12-05T19:30:00Z', end: '2026-12-05T21:00:00Z', timeZone: 'Europe/Lisbon', localStart: '2026-12-05T19:30', localEnd: '2026-12-05T21:00' },
};
const { payment: _, ...unpaid } = booking;
const links = { booking: 'http://teatro.localhost/bookings/1', shop: 'http://teatro.localhost/' };
const now = new Date('2026-11-21T14:36:00Z');
const later = new Date('2026-12-04T00:00:00Z');
const write = (occasion: Occasion, about: Booking = booking, at = now, of = tenant) => writeMail({ tenant: of, booking: about, occasion }, links, at);

describe('mail content', () => {
  it('confirms with time, place, code, payment and receipt', () => {
    const mail = write({ kind: 'booking_confirmed', receipt: { id: 'r', number: '2026-000042' } });
    expect(mail.subject).to.equal('Booking confirmed: Concert');
    expect(mail.rows).to.deep.equal([
      ['What', 'Concert'],
      ['When', 'Saturday, 5 December 2026, 19:30–21:00 (Europe/Lisbon, WET)'],
      ['Where', 'Main hall'],
      ['Places', '2'],
      ['Booking code', 'K7QM-2XPD'],
      ['Paid', '€80.00 · Visa •••• 4242'],
      ['Receipt', '2026-000042'],
    ]);
    expect(mail.paragraphs).to.include('Your receipt 2026-000042 is attached as a PDF.');
    expect(mail.action.url).to.equal(links.booking);
  });

  it('says what is still to pay, what follows, and until when cancelling is free', () => {
    expect(write({ kind: 'booking_confirmed' }, unpaid).paragraphs).to.include('Nothing was charged online. Please pay €80.00 on site.');
    expect(write({ kind: 'booking_confirmed' }, { ...unpaid, total: eur('0') }).paragraphs).to.have.length(1);
    expect(write({ kind: 'booking_confirmed' }).paragraphs.join(' ')).to.contain('still being prepared');
    expect(write({ kind: 'booking_confirmed' }).afterwards[0]).to.contain('Cancel before 3 December 2026 at 19:30 (Europe/Lisbon)');
    expect(write({ kind: 'booking_confirmed' }, booking, later).afterwards).to.deep.equal(['This booking can no longer be cancelled for a refund.']);
  });

  it('says what was added, and what cancelling gives back from when on', () => {
    const partUntil = [{ until: '2026-12-04T19:30:00Z', percent: 50 }, { until: '2026-12-05T07:30:00Z', percent: 12 }];
    const tiered = { ...booking, extras: [{ title: 'Programme', quantity: 1 }, { title: 'Champagne', quantity: 2 }], partUntil };
    const mail = (at: Date) => write({ kind: 'booking_confirmed' }, tiered, at);
    expect(mail(now).rows[1]).to.deep.equal(['Extras', 'Programme, 2 × Champagne']);
    expect(mail(now).afterwards).to.deep.equal([
      'Change of plans? Cancel before 3 December 2026 at 19:30 (Europe/Lisbon) and you get everything back.',
      'Cancel before 4 December 2026 at 19:30 (Europe/Lisbon) and you get 50% of what you paid back.',
      'Cancel before 5 December 2026 at 07:30 (Europe/Lisbon) and you get 12% of what you paid back.',
    ]);
    expect(mail(later).afterwards).to.have.length(2);
    expect(mail(new Date('2026-12-05T08:00:00Z')).afterwards).to.deep.equal(['This booking can no longer be cancelled for a refund.']);
  });

  it('says at a cancellation what happens to the money', () => {
    expect(write({ kind: 'booking_cancelled', refund: eur('8000') }).paragraphs[0]).to.contain('sending €80.00 back to Visa •••• 4242');
    expect(write({ kind: 'booking_cancelled', refund: eur('0') }).paragraphs[0]).to.contain('€80.00 that you paid is not refunded');
    expect(write({ kind: 'booking_cancelled' }, unpaid).paragraphs).to.deep.equal(['You have not been charged.']);
    expect(write({ kind: 'booking_cancelled' }, { ...unpaid, reason: 'Storm.' }).paragraphs[0]).to.equal('Reason: Storm.');
  });

  it('tells the new time of a booking that was moved, the old one and why', () => {
    const mail = write({ kind: 'booking_rescheduled', previousStart: '2026-12-03T19:30:00Z', reason: 'Storm.' });
    expect(mail.subject).to.equal('Booking moved: Concert');
    expect(mail.paragraphs).to.deep.equal(['Reason: Storm.', 'It was on 3 December 2026 at 19:30 (Europe/Lisbon) before.']);
    expect(mail.rows).to.deep.include(['When', 'Saturday, 5 December 2026, 19:30–21:00 (Europe/Lisbon, WET)']);
  });

  it('says until when an offer of the waitlist is good, and how to take it', () => {
    const mail = write({ kind: 'waitlist_offered', expires: '2026-11-21T15:10:00Z', toPay: true }, unpaid);
    expect(mail.subject).to.equal('A place is free: Concert');
    expect(mail.paragraphs[0]).to.contain('until 21 November 2026 at 15:10 (Europe/Lisbon)');
    expect(mail.paragraphs[1]).to.equal('Pay by then to take it.');
    expect(write({ kind: 'waitlist_offered', expires: '2026-11-21T15:10:00Z', toPay: false }, unpaid).paragraphs[1]).to.equal('Accept it by then to take it.');
  });

  it('tells of all dates of a series in one mail, earliest first, with their amounts together', () => {
    const on = (day: number) => ({
      eventId: `e${day}`, bookingId: `b${day}`, staffName: day === 1 ? 'Ana' : '', code: `CODE-${day}`, total: eur('8000'), paid: eur('8000'), refund: eur('4000'), previousStart: `2026-12-0${day}T10:00:00Z`,
      time: { ...booking.time, start: `2026-12-0${day}T19:30:00Z`, localStart: `2026-12-0${day}T19:30`, localEnd: `2026-12-0${day}T21:00` },
    });
    const dates = [on(8), on(1)];
    const cancelled = write({ kind: 'booking_cancelled', refund: eur('4000'), dates });
    expect(cancelled.paragraphs[0]).to.contain('sending €80.00 back');
    expect(cancelled.rows.map(([label]) => label)).to.deep.equal(['What', 'Where', 'Places', 'CODE-1', 'CODE-8']);
    expect(cancelled.rows[3]?.[1]).to.contain('1 December 2026, 19:30–21:00').and.to.match(/ · Ana · It was/);
    expect(write({ kind: 'booking_confirmed', dates: dates.map(({ paid: _paid, ...date }) => date) }, unpaid).paragraphs).to.include('Nothing was charged online. Please pay €160.00 on site.');
    const moved = write({ kind: 'booking_rescheduled', previousStart: on(8).previousStart, reason: '', dates });
    expect([moved.paragraphs, moved.rows[4]?.[1]?.split(' · ')[1]]).to.deep.equal([[], 'It was on 8 December 2026 at 10:00 (Europe/Lisbon) before.']);
    expect(write({ kind: 'booking_cancelled', refund: eur('4000'), dates: [on(8)] }).rows.map(([label]) => label)).to.include('When');
  });

  it('tells who waited that it does not take place, why, and that nothing is owed', () => {
    const mail = write({ kind: 'waitlist_cancelled' }, { ...unpaid, code: '', reason: 'Storm.' });
    expect(mail.subject).to.equal('Does not take place: Concert');
    expect(mail.paragraphs).to.deep.equal(['Reason: Storm.', 'You are no longer on its waitlist. You have not been charged.']);
    expect(mail.rows.map(([label]) => label)).to.deep.equal(['What', 'When', 'Where', 'Places']);
    expect(mail.action.url).to.equal(links.shop);
    expect(mail.footer).to.deep.equal([
      'You receive this e-mail because you were on a waitlist of Teatro Azul.', 'Questions? Reply to this e-mail or write to ola@teatro.example.',
    ]);
  });

  it('offers another try only while the place is kept', () => {
    const attempt: Occasion = { kind: 'payment_failed', reason: 'Your card was declined.', final: false };
    expect(write(attempt, unpaid)).to.deep.include({ action: { label: 'Try again', url: links.booking } });
    expect(write(attempt, unpaid).paragraphs[1]).to.contain('kept for you until 21 November 2026 at 14:50');
    expect(write(attempt, unpaid, later).paragraphs[1]).to.contain('no longer kept');
    expect(write({ ...attempt, final: true }, unpaid)).to.deep.include({ action: { label: 'Book again', url: links.shop } });
  });

  it('tells of a refund', () => {
    const mail = write({ kind: 'payment_refunded', amount: eur('4000'), reason: '' });
    expect(mail.subject).to.equal('Refund of €40.00: Concert');
    expect(mail.paragraphs).to.deep.equal(['We have sent €40.00 back to Visa •••• 4242. Banks usually take 5 to 10 days to show it.']);
  });

  it('is in the business\'s language, or in English with its region', () => {
    const portuguese = write({ kind: 'booking_confirmed' }, booking, now, { ...tenant, locale: 'pt-PT' });
    expect(portuguese.subject).to.equal('Reserva confirmada: Concert');
    expect(portuguese.rows[1]?.[1]).to.contain('sábado, 5 de dezembro de 2026');
    expect(write({ kind: 'booking_confirmed' }, booking, now, { ...tenant, locale: 'fi-FI' })).to.include({ locale: 'en-FI' });
  });

  it('has the same subject in lists', () => {
    const facts: MailFacts = { tenant, booking, occasion: { kind: 'booking_confirmed' } };
    expect(subjectOf(facts)).to.equal(writeMail(facts, links, now).subject);
  });
});

describe('mail bodies', () => {
  const content = write({ kind: 'booking_confirmed', receipt: { id: 'r', number: '2026-000042' } });

  it('say the same as HTML and as text', () => {
    const [page, text] = [htmlMail(content, tenant), textMail(content, tenant)];
    for (const said of [content.heading, ...content.paragraphs, ...content.rows.flat(), content.action.url, ...content.footer]) {
      expect(page).to.contain(said);
      expect(text).to.contain(said);
    }
  });

  it('take nobody\'s markup', () => {
    const nasty = write({ kind: 'booking_confirmed' }, { ...booking, title: '<script>alert(1)</script>', customer: { ...booking.customer, name: '"><img src=x>' } });
    const page = htmlMail(nasty, { ...tenant, name: '<b>', brandColor: 'red;}' });
    expect(page).not.to.match(/<script|<img|<b>|red;/);
    expect(page).to.contain('&lt;script&gt;');
  });

  it('escape every character that HTML gives a meaning', () => {
    expect(html`<p title="${'"\'&<>'}">${[html`<i>${'a'}</i>`, html`b`]}</p>`.html).to.equal('<p title="&quot;&#39;&amp;&lt;&gt;"><i>a</i>b</p>');
  });
});
