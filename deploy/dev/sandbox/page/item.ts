/** One row of a list that opens to its details; its version tells the page's script whether it changed. */
import { createHash } from 'node:crypto';
import { html, type Html } from '../html.ts';

export interface Item {
  readonly title: Html;
  readonly detail: Html;
  readonly when: Html;
  readonly body: Html;
}

export function item(key: string, { title, detail, when, body }: Item): Html {
  const content = html`<summary><span class="title">${title}</span><span class="detail">${detail}</span>${when}</summary><div class="body">${body}</div>`;
  const version = createHash('sha256').update(content.source).digest('base64url').slice(0, 16);
  return html`<details class="item" data-key="${key}" data-version="${version}">${content}</details>`;
}
