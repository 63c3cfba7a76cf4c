/** The same mail as plain text, for those who read it that way. */
import type { Tenant } from '../domain/facts.ts';
import type { MailContent } from './content.ts';

export function textMail({ heading, greeting, paragraphs, rows, action, afterwards, footer }: MailContent, { name }: Tenant): string {
  const blocks = [
    `${name}\n${heading}`,
    greeting,
    ...paragraphs,
    rows.map(([label, value]) => `${label}: ${value}`).join('\n'),
    `${action.label}:\n${action.url}`,
    ...afterwards,
    `-- \n${footer.join('\n')}`,
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
