/** Small pieces of the page that every section uses: times, badges, lists of names and values, raw JSON. */
import { type Fragment, html, type Html } from '../html.ts';

export function time(iso: string): Html {
  const date = new Date(iso);
  const clock = date.toLocaleTimeString('en-GB');
  const isToday = date.toDateString() === new Date().toDateString();
  return html`<time datetime="${date.toISOString()}">${isToday ? clock : `${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}, ${clock}`}</time>`;
}

export function timeOf(seconds: number): Html {
  return time(new Date(seconds * 1000).toISOString());
}

export type Tone = 'bad' | 'good' | 'info' | 'quiet' | 'warn';

export function badge(label: string, tone: Tone): Html {
  return html`<span class="badge ${tone}">${label}</span>`;
}

export function facts(entries: readonly (readonly [string, Fragment])[]): Html {
  return html`<dl class="facts">${entries.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

export function raw(key: string, label: string, value: unknown): Html {
  return html`<details class="raw" data-key="${key}"><summary>${label}</summary><pre tabindex="0">${JSON.stringify(value, null, 2)}</pre></details>`;
}
