/** The page: three sections, each a list of what one sandbox received, newest first. */
import { html, type Html } from '../html.ts';
import type { MailControls } from '../mail/sandbox.ts';
import type { StripeControls } from '../stripe/sandbox.ts';
import type { TikTokControls } from '../tiktok/sandbox.ts';
import { mailItem } from './mails.ts';
import { paymentItem } from './payments.ts';
import { rejectionItem, tiktokItem } from './tiktok.ts';

/** A sandbox left out is one whose real provider is in use. */
export interface Sources {
  readonly stripe?: StripeControls;
  readonly tiktok?: TikTokControls;
  readonly mail?: MailControls;
}

const SHOWN = 50;

interface Section {
  readonly id: string;
  readonly title: string;
  readonly empty: string;
  readonly items: readonly Html[];
}

export function document(sources: Sources): string {
  const all = sections(sources);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>Berth sandbox</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/page.css"><script src="/page.js" defer></script>
</head>
<body>
<header><div><h1>Berth sandbox</h1><p>What the local payment, mail and ad providers received. Nothing here leaves this machine.</p></div>
<nav aria-label="Sections">${all.map(({ id, title, items }) => html`<a href="#${id}">${title} <span data-count="${id}">${items.length}</span></a>`)}</nav></header>
<main>${all.map(section)}</main>
</body>
</html>`.source;
}

/** What the page's script compares with what is on the screen. */
export function fragment(sources: Sources): string {
  return html`${sections(sources).map(section)}`.source;
}

function section({ id, title, empty, items }: Section): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>
<div class="list" data-list="${id}">${items.length === 0 ? html`<p class="empty" data-key="empty" data-version="1">${empty}</p>` : items}</div></section>`;
}

function sections({ stripe, tiktok, mail }: Sources): Section[] {
  return [
    {
      id: 'payments',
      title: 'Payments',
      empty: empty('Stripe', stripe, 'No payment yet. Book something with a test card.'),
      items: stripe?.payments(SHOWN).map(paymentItem) ?? [],
    },
    {
      id: 'mail',
      title: 'Mail',
      empty: empty('mail', mail, 'No mail yet.'),
      items: newest(mail?.mails() ?? []).map(mailItem),
    },
    {
      id: 'tiktok',
      title: 'TikTok events',
      empty: empty('TikTok', tiktok, 'No event yet. Only bookings with consent send one.'),
      items: tiktok === undefined ? [] : tiktokItems(tiktok),
    },
  ];
}

function empty(name: string, source: object | undefined, nothing: string): string {
  return source === undefined ? `The ${name} sandbox is not running: a real provider is set.` : nothing;
}

function newest<T>(oldestFirst: readonly T[]): T[] {
  return oldestFirst.slice(-SHOWN).reverse();
}

function tiktokItems({ events, rejections }: TikTokControls): Html[] {
  const rows = [
    ...events().map((event) => ({ at: event.received_at, show: () => tiktokItem(event) })),
    ...rejections().map((rejection) => ({ at: rejection.received_at, show: () => rejectionItem(rejection) })),
  ];
  return newest(rows.toSorted((a, b) => a.at.localeCompare(b.at))).map(({ show }) => show());
}
