/** Mails in English. */
import type { Messages } from '../messages.ts';

export const en: Messages = {
  greeting: (name) => (name ? `Hello ${name},` : 'Hello,'),
  labels: {
    what: 'What',
    when: 'When',
    where: 'Where',
    with: 'With',
    places: 'Places',
    code: 'Booking code',
    paid: 'Paid',
    receipt: 'Receipt',
  },
  confirmed: {
    subject: (title) => `Booking confirmed: ${title}`,
    heading: 'Your booking is confirmed',
    welcome: 'Thank you for booking. Your place is reserved, and we look forward to seeing you.',
    receiptAttached: (number) => `Your receipt ${number} is attached as a PDF.`,
    receiptFollows: 'Your receipt is still being prepared. You will find it with your booking.',
    payThere: (amount) => `Nothing was charged online. Please pay ${amount} on site.`,
    freeUntil: (moment) => `Change of plans? Cancel before ${moment} and you get everything back.`,
    notRefundable: 'This booking can no longer be cancelled for a refund.',
    action: 'View your booking',
  },
  cancelled: {
    subject: (title) => `Booking cancelled: ${title}`,
    heading: 'Your booking is cancelled',
    refund: (amount, method) => `We are sending ${amount} back to ${method}.`,
    noRefund: (amount) => `It was cancelled after the time for a free cancellation, so the ${amount} that you paid is not refunded.`,
  },
  rescheduled: {
    subject: (title) => `Booking moved: ${title}`,
    heading: 'Your booking has a new time',
    before: (moment) => `It was on ${moment} before.`,
  },
  failed: {
    subject: (title) => `Payment not completed: ${title}`,
    heading: 'Your payment did not go through',
    keptUntil: (moment) => `Your place is kept for you until ${moment}. Try again before then, with the same card or another one.`,
    notKept: 'Your place is no longer kept for you. You can book again if it is still free.',
    over: 'Your place has been released. You can book again if it is still free.',
    action: 'Try again',
  },
  refunded: {
    subject: (amount, title) => `Refund of ${amount}: ${title}`,
    heading: 'Your refund is on its way',
    sent: (amount, method) => `We have sent ${amount} back to ${method}.`,
  },
  bankDays: 'Banks usually take 5 to 10 days to show it.',
  notCharged: 'You have not been charged.',
  reason: (reason) => `Reason: ${reason}`,
  bookAgain: 'Book again',
  yourCard: 'your account',
  why: (name) => `You receive this e-mail because you booked with ${name}.`,
  questions: (email) => `Questions? Reply to this e-mail or write to ${email}.`,
};
