/** The notification service: mails about bookings and their payments. */
import type { Booking } from '#proto/berth/booking/v1/booking_pb.ts';
import { NotificationService } from '#proto/berth/notification/v1/notification_service_pb.ts';
import { reader } from '../runtime/actor/actor.ts';
import { unlessErased } from '../runtime/personal/unless-erased.ts';
import { createRuntime, startService, type Overrides, type RunningService } from '../runtime/service.ts';
import { accountMailActor } from './actors/account-mail.actor.ts';
import { bookingCopyActor, tenantCopyActor } from './actors/copies.actor.ts';
import { notificationActor } from './actors/notification.actor.ts';
import type { NotificationConfig } from './config.ts';
import { personalData } from './db/personal-data.ts';
import { sendAccountMailRunner } from './effects/send-account-mail.ts';
import { sendEmailRunner } from './effects/send-email.ts';
import { createLinkTokens } from './mail/link-tokens.ts';
import { createMailer } from './mail/mailer.ts';
import { createReceiptSource } from './mail/receipts.ts';
import { listNotifications } from './queries/list-notifications.ts';
import { accountMailRequested } from './reactions/account-mail-requested.ts';
import { bookingCancelled } from './reactions/booking-cancelled.ts';
import { bookingConfirmed } from './reactions/booking-confirmed.ts';
import { bookingCreated } from './reactions/booking-created.ts';
import { bookingExpired } from './reactions/booking-expired.ts';
import { bookingRescheduled } from './reactions/booking-rescheduled.ts';
import { paymentFailed } from './reactions/payment-failed.ts';
import { paymentRefunded } from './reactions/payment-refunded.ts';
import { receiptGenerated } from './reactions/receipt-generated.ts';
import { tenantChanged } from './reactions/tenant-changed.ts';
import { waitlistCancelled } from './reactions/waitlist-cancelled.ts';
import { waitlistOffered } from './reactions/waitlist-offered.ts';

const customerOf = ({ booking }: { readonly booking?: Booking | undefined }): string | undefined => booking?.customer?.id;

export async function startNotification(config: NotificationConfig, overrides: Overrides = {}): Promise<RunningService> {
  const runtime = createRuntime('notification', config.runtime, overrides);
  // Disposed after the service, which uses them until its last effect is done.
  const outside = new AsyncDisposableStack();
  const mailer = outside.use(createMailer(config.smtpUrl, runtime.telemetry.tracer));
  const receipts = outside.use(createReceiptSource(runtime, config.receiptAddress));
  const tokens = outside.use(createLinkTokens(runtime, config.userAddress));
  const settings = { mailer, from: config.mailFrom, publicUrl: config.publicUrl };
  try {
    const service = await startService(runtime, {
      migrations: new URL('./db/migrations/', import.meta.url),
      entities: [],
      personalData,
      actors: [notificationActor, accountMailActor, bookingCopyActor, tenantCopyActor],
      readers: [reader({ service: NotificationService, queries: { listNotifications } })],
      reactions: [
        tenantChanged,
        unlessErased(accountMailRequested, ({ userId }) => userId),
        unlessErased(bookingCreated, customerOf),
        unlessErased(bookingConfirmed, customerOf),
        unlessErased(bookingCancelled, customerOf),
        unlessErased(bookingExpired, customerOf),
        unlessErased(bookingRescheduled, customerOf),
        unlessErased(waitlistOffered, customerOf),
        unlessErased(waitlistCancelled, ({ entry }) => entry?.customer?.id),
        unlessErased(receiptGenerated, ({ receipt }) => receipt?.customerId),
        unlessErased(paymentFailed, ({ payment }) => payment?.customerId),
        unlessErased(paymentRefunded, ({ payment }) => payment?.customerId),
      ],
      effects: [sendEmailRunner({ ...settings, receipts }), sendAccountMailRunner({ ...settings, tokens })],
    });
    outside.use(service);
    return { ...service, [Symbol.asyncDispose]: () => outside.disposeAsync() };
  } catch (error) {
    await outside.disposeAsync();
    throw error;
  }
}
