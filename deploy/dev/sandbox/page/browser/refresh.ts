/** Keeps the page current without reloading it: rows that did not change stay as they are, open ones stay open. */

const EVERY_MS = 2000;
let etag = '';

async function refresh(): Promise<void> {
  if (document.hidden) return;
  const response = await fetch('/fragment', { headers: etag === '' ? {} : { 'if-none-match': etag } });
  if (response.status !== 200) return;
  etag = response.headers.get('etag') ?? '';
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html');
  for (const list of fresh.querySelectorAll<HTMLElement>('[data-list]')) {
    const id = list.dataset['list'] ?? '';
    const count = document.querySelector(`[data-count="${CSS.escape(id)}"]`);
    if (count !== null) count.textContent = String(list.querySelectorAll('.item').length);
    const current = document.querySelector<HTMLElement>(`[data-list="${CSS.escape(id)}"]`);
    if (current !== null) reconcile(current, list);
  }
}

/** Moves nothing that is in place: a moved frame would load again. */
function reconcile(current: HTMLElement, fresh: HTMLElement): void {
  const old = new Map(rows(current).map((row) => [row.dataset['key'], row]));
  const wanted = rows(fresh).map((row) => {
    const known = old.get(row.dataset['key']);
    if (known === undefined) return row;
    return known.dataset['version'] === row.dataset['version'] ? known : replaced(known, row);
  });
  for (const row of old.values()) if (!wanted.includes(row)) row.remove();
  for (const [index, row] of wanted.entries()) {
    const place = current.children.item(index);
    if (place !== row) current.insertBefore(row, place);
  }
}

function replaced(old: HTMLElement, fresh: HTMLElement): HTMLElement {
  const open = new Set(
    [old, ...old.querySelectorAll<HTMLElement>('details')]
      .filter((row) => row.hasAttribute('open'))
      .map((row) => row.dataset['key']),
  );
  for (const row of [fresh, ...fresh.querySelectorAll<HTMLElement>('details')])
    row.toggleAttribute('open', open.has(row.dataset['key']));
  const focused = old.contains(document.activeElement)
    ? [...old.querySelectorAll('summary, button, a')].findIndex((element) => element === document.activeElement)
    : -1;
  old.replaceWith(fresh);
  const focus = [...fresh.querySelectorAll<HTMLElement>('summary, button, a')][focused];
  focus?.focus();
  return fresh;
}

function rows(list: HTMLElement): HTMLElement[] {
  return [...list.children].filter((child) => child instanceof HTMLElement);
}

/** Forms that only make something happen do not leave the page. */
document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.dataset['background'] === undefined) return;
  event.preventDefault();
  void fetch(form.action, { method: 'POST' }).then(refresh, () => undefined); // the next refresh shows the truth
});

setInterval(() => void refresh().catch(() => undefined), EVERY_MS); // a stopped sandbox answers again after its restart
