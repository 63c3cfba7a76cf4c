/** The TikTok section: events as they count, duplicates, and what was refused and why. */
import { html, type Html } from '../html.ts';
import { isJsonObject, type JsonObject } from '../http/json-body.ts';
import type { ReceivedEvent, Rejection } from '../tiktok/event.ts';
import { badge, facts, raw, time } from './format.ts';
import { item } from './item.ts';

export function tiktokItem(event: ReceivedEvent): Html {
  const properties = part(event.body, 'properties');
  const value =
    typeof properties['value'] === 'number' ? `${properties['value']} ${String(properties['currency'] ?? '')}` : '';
  return item(event.id, {
    title: html`<strong>${event.event}</strong> ${event.duplicate_of !== null && badge('duplicate', 'warn')} ${event.test_event_code !== null && badge(event.test_event_code, 'info')}`,
    detail: html`<span class="clip">${value === '' ? event.event_source_id : value}</span><span class="sub clip">${event.event_id ?? 'no event id'}</span>`,
    when: time(event.received_at),
    body: html`
      ${facts([
        ['Pixel', html`<code>${event.event_source_id}</code>`],
        ['Event id', html`<code>${event.event_id ?? 'none'}</code>`],
        ['Happened', time(new Date(event.event_time * 1000).toISOString())],
        ['Knows the person by', Object.keys(part(event.body, 'user')).join(', ') || 'nothing'],
      ])}
      ${event.duplicate_of !== null && html`<p class="sub">The same event id was counted within 48 hours before: TikTok ignores this one.</p>`}
      ${raw(`${event.id}-raw`, 'Event as JSON', event.body)}`,
  });
}

export function rejectionItem(rejection: Rejection): Html {
  return item(rejection.id, {
    title: html`<strong>Refused</strong> ${badge(String(rejection.code), 'bad')}`,
    detail: html`<span class="clip">${rejection.message}</span>`,
    when: time(rejection.received_at),
    body: html`<p>${rejection.message}</p><pre tabindex="0">${rejection.body}</pre>`,
  });
}

function part(body: JsonObject, key: string): JsonObject {
  const value = body[key];
  return isJsonObject(value) ? value : {};
}
