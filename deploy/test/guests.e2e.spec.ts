/** Booking without an account, from outside: a guest has what that session made, and whoever proves the address gets it. */
import { berthError, BookingState, createBerth, memorySessions, type Berth, type Booking } from '@berth/sdk';
import { expect } from 'chai';
import type { Network } from './network.ts';
import { CARDS, holdAt, payWith, readyCheckout, until } from './pay.ts';
import { sharedNetwork } from './shared-network.ts';

const PASSWORD = 'correct horse';

describe('a guest, end to end', function () {
  this.timeout(60_000);
  let network: Network;
  let addresses = 0;

  before(async () => {
    network = await sharedNetwork();
  });

  const client = (): Berth => createBerth({ baseUrl: network.url, tenant: network.shop.slug, sessions: memorySessions() });
  const newAddress = (): string => `guest-${(addresses += 1)}-${Date.now()}@example.com`;
  const guestWith = async (email: string): Promise<Berth> => {
    const guest = client();
    await guest.continueAsGuest({ email, displayName: 'Eva Guest' });
    return guest;
  };
  const bought = async (guest: Berth): Promise<Booking> => {
    const booking = await holdAt(network, guest, await network.shop.session(network.shop.paid));
    await payWith(network, await readyCheckout(guest, booking.id), CARDS.good);
    return until(guest, booking.id, ({ state, receiptId }) => state === BookingState.CONFIRMED && receiptId !== '');
  };
  const reasonOf = (work: Promise<unknown>): Promise<string> => work.then(() => 'none', (error: unknown) => berthError(error).reason);
  const linkFor = async (email: string): Promise<string> => {
    const mail = await network.berth.providers.sandboxes.mail?.find(({ to, subject }) => to.some((one) => one.includes(email)) && /Confirm your e-mail/.test(subject));
    const [url = ''] = /http\S+#\S+/.exec(mail?.text ?? '') ?? [];
    return new URL(url).hash.slice(1);
  };
  /** Asks again until the answer is no refusal: services give what they keep one after the other. */
  const eventually = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (berthError(error).code !== 'NOT_FOUND') throw error;
      }
    }
  };

  it('books, pays, gets the mail and has that booking only, whoever else has the address', async () => {
    const email = newAddress();
    const [guest, other] = [await guestWith(email), await guestWith(email)];
    const booking = await bought(guest);
    const mail = await network.berth.providers.sandboxes.mail?.find(({ to, subject }) => to.some((one) => one.includes(email)) && subject.startsWith('Booking confirmed'));
    expect(mail?.text).to.include('Eva Guest');
    expect((await guest.bookings.listBookings({})).bookings.map(({ id }) => id)).to.deep.equal([booking.id]);
    expect((await guest.receipts.downloadReceipt({ id: booking.receiptId })).pdf.length).to.be.above(0);
    expect((await other.bookings.listBookings({})).bookings).to.deep.equal([]);
    const refused = [other.bookings.getBooking({ id: booking.id }), other.receipts.getReceipt({ id: booking.receiptId }), other.payments.getPayment({ id: booking.payment?.id ?? '' })];
    expect(await Promise.all(refused.map(reasonOf))).to.deep.equal(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']);
    expect(await reasonOf(guest.accounts.listSessions({}))).to.equal('ACCOUNT_REQUIRED');
  });

  it('is found again by who registers the address and proves it: booking, payment, receipt and mails', async () => {
    const email = newAddress();
    const guest = await guestWith(email);
    const booking = await bought(guest);
    const eva = client();
    await eva.register({ email, password: PASSWORD, displayName: 'Eva' });
    expect(await reasonOf(eva.guests.claimGuestBookings({}))).to.equal('EMAIL_NOT_VERIFIED');
    expect((await eva.bookings.listBookings({})).bookings).to.deep.equal([]);
    await eva.accounts.verifyEmail({ token: await linkFor(email) });
    expect((await eva.guests.claimGuestBookings({})).guests).to.equal(1);

    const { booking: found } = await eventually(() => eva.bookings.getBooking({ id: booking.id }));
    expect(found?.customer?.id).to.equal((await eva.users.getMe({})).user?.id);
    expect((await eva.bookings.listBookings({})).bookings.map(({ id }) => id)).to.deep.equal([booking.id]);
    await eventually(() => eva.payments.getPayment({ id: booking.payment?.id ?? '' }));
    await eventually(() => eva.receipts.downloadReceipt({ id: booking.receiptId }));
    await eventually(() => eva.notifications.listNotifications({ bookingId: booking.id }));
    // What is left of the guest's session opens nothing of it any more.
    const refused = [guest.bookings.getBooking({ id: booking.id }), guest.payments.getPayment({ id: booking.payment?.id ?? '' })];
    expect(await Promise.all(refused.map(reasonOf))).to.deep.equal(['NOT_FOUND', 'NOT_FOUND']);
    const { booking: cancelled } = await eva.bookings.cancelBooking({ id: booking.id });
    expect(cancelled?.state).to.equal(BookingState.CANCELLED);
  });
});
