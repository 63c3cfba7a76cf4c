/** Names in addresses: readable in every script, stable, and one for each offering of a tenant. */

const MAX_LENGTH = 80;

/**
 * Lower-case letters and digits with single hyphens. Accents of Latin letters go, other scripts stay as they are.
 * Empty when the text has neither letter nor digit.
 */
export function slugOf(text: string): string {
  const plain = text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').normalize('NFC').toLowerCase().replace(/['’]/g, '');
  const slug = plain.replace(/[^\p{L}\p{N}\p{M}]+/gu, '-').replace(/^-+|-+$/g, '');
  return shorten(slug);
}

function shorten(slug: string): string {
  const letters = [...slug];
  if (letters.length <= MAX_LENGTH) return slug;
  const cut = letters.slice(0, MAX_LENGTH).join('');
  return cut.slice(0, Math.max(cut.lastIndexOf('-'), 0) || cut.length);
}

/** The first of `base`, `base-2`, `base-3`, … that nobody has. */
export function freeSlug(base: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? base : `${base}-${n}`;
    if (!taken.has(candidate)) return candidate;
  }
}
