/** The mail section: each mail as it looks, as text, with its attachments. */
import { html, type Html } from '../html.ts';
import type { Attachment, Mail } from '../mail/mail.ts';
import { facts, time } from './format.ts';
import { item } from './item.ts';

export function mailItem(mail: Mail): Html {
  const base = `/mails/${mail.id}`;
  const files = mail.attachments.filter(({ inline }) => !inline);
  return item(mail.id, {
    title: html`<strong class="clip">${mail.subject === '' ? '(no subject)' : mail.subject}</strong>`,
    detail: html`<span class="clip">${mail.to.join(', ')}</span>${files.length > 0 && html`<span class="sub">${files.length} attachment${files.length > 1 && 's'}</span>`}`,
    when: time(mail.received_at),
    body: html`
      ${facts([
        ['From', mail.from],
        ['To', mail.envelope.to.join(', ')],
      ])}
      ${files.length > 0 && html`<ul class="files">${mail.attachments.map((attachment, index) => !attachment.inline && file(attachment, `${base}/attachments/${index}`))}</ul>`}
      ${mail.html === null ? plain(mail.text) : html`<iframe src="${base}/html" title="${mail.subject}" loading="lazy" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>`}
      ${mail.html !== null && html`<details class="raw" data-key="${mail.id}-text"><summary>Text part</summary>${plain(mail.text)}</details>`}
      <p class="links"><a href="${base}/html" target="_blank">Open in a tab</a> <a href="${base}/source" target="_blank">Source</a></p>`,
  });
}

function plain(text: string | null): Html {
  return html`<pre class="mail-text" tabindex="0">${text ?? 'This mail has no text part.'}</pre>`;
}

function file({ filename, content }: Attachment, href: string): Html {
  return html`<li><a href="${href}" target="_blank">${filename}</a> <span class="sub">${Math.max(1, Math.round(content.length / 1024))} kB</span></li>`;
}
