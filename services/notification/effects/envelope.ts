/** What all mails have in common: from whom, to whom, and an id that stays the same when one is sent again. */
import { toTypeId } from '../../runtime/ids.ts';
import type { Tenant } from '../domain/facts.ts';
import type { Mail, Mailer } from '../mail/mailer.ts';

export interface MailSettings {
  readonly mailer: Pick<Mailer, 'send'>;
  /** Address that mails come from; the name is the tenant's. */
  readonly from: string;
  /** The page's address with `{tenant}` in it. */
  readonly publicUrl: string;
}

/** `id` is that of the notification or mail. */
export const envelopeOf = (id: string, tenant: Tenant, to: Mail['to'], { from }: Pick<MailSettings, 'from'>): Pick<Mail, 'messageId' | 'from' | 'to' | 'replyTo'> => ({
  messageId: `${toTypeId('ntf', id)}@${from.slice(from.indexOf('@') + 1)}`,
  from: { name: tenant.name, address: from },
  to,
  replyTo: tenant.supportEmail,
});
