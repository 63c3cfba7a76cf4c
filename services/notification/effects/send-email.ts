/** Writes and sends one mail; the receipt comes along when there is one. Repeating it sends a mail with the same Message-ID. */
import { effectType, type EffectRunner } from '../../runtime/effects/types.ts';
import type { MailFacts } from '../domain/facts.ts';
import type { Outcome } from '../domain/notification.ts';
import { linksOf } from '../mail/links.ts';
import type { Mail } from '../mail/mailer.ts';
import type { ReceiptSource } from '../mail/receipts.ts';
import { writeMail } from '../templates/content.ts';
import { htmlMail } from '../templates/html-mail.ts';
import { textMail } from '../templates/text-mail.ts';
import { envelopeOf, type MailSettings } from './envelope.ts';

export const sendEmail = effectType<MailFacts, Outcome>('sendEmail');

export interface SendEmailOptions extends MailSettings {
  readonly receipts: Pick<ReceiptSource, 'download'>;
}

export const sendEmailRunner = (options: SendEmailOptions): EffectRunner<MailFacts, Outcome> => ({
  type: sendEmail,
  timeoutMs: 20_000,
  async run(facts, { key, tenantId, signal }) {
    const { occasion } = facts;
    const receipt = occasion.kind === 'booking_confirmed' ? occasion.receipt : undefined;
    const pdf = receipt && (await options.receipts.download(receipt.id, tenantId, signal));
    const attachments = pdf ? [{ filename: pdf.fileName, contentType: 'application/pdf', content: pdf.pdf }] : [];
    const delivery = await options.mailer.send({ ...compose(facts, key.id, options), attachments }, signal);
    return delivery.kind === 'accepted' ? { kind: 'sent', reference: delivery.reference } : { kind: 'failed', reason: delivery.reason };
  },
  giveUp: () => ({ kind: 'failed', reason: 'The mail could not be sent for too long.' }),
});

function compose(facts: MailFacts, notificationId: string, options: SendEmailOptions): Omit<Mail, 'attachments'> {
  const { tenant, booking } = facts;
  const content = writeMail(facts, linksOf(options.publicUrl, tenant, booking), new Date());
  return {
    ...envelopeOf(notificationId, tenant, { name: booking.customer.name, address: booking.customer.email }, options),
    subject: content.subject,
    html: htmlMail(content, tenant),
    text: textMail(content, tenant),
  };
}
