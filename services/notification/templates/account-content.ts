/** What a mail about an account says. */
import { localeFor } from '../../runtime/locale.ts';
import { renderMoment } from '../../runtime/wall-time.ts';
import type { AccountMailFacts } from '../domain/account-mail.ts';
import type { Tenant } from '../domain/facts.ts';
import type { MailContent } from './content.ts';
import { MAIL_LANGUAGES, messagesFor } from './messages.ts';

/** `url` is where the button leads. */
export function writeAccountMail(tenant: Tenant, { kind, displayName, link }: AccountMailFacts, url: string): MailContent {
  const locale = localeFor(tenant.locale, MAIL_LANGUAGES);
  const { greeting, questions, account } = messagesFor(locale);
  const words = account[kind];
  const ends = link && account.ends(`${renderMoment(new Date(link.expires), tenant.timeZone, locale)} (${tenant.timeZone})`);
  return {
    locale,
    subject: words.subject(tenant.name),
    heading: words.heading,
    greeting: greeting(displayName),
    paragraphs: [words.text, ...(ends ? [ends] : [])],
    rows: [],
    action: { label: words.action, url },
    afterwards: [words.notYou],
    footer: [(words.why ?? account.why)(tenant.name), ...(tenant.supportEmail ? [questions(tenant.supportEmail)] : [])],
  };
}
