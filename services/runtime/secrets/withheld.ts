/** The secrets that this process was started with do not get into what it writes, whoever puts them there: the second net, after not logging them. */

/** Shorter ones stand in too many words by chance. */
const SHORTEST = 8;

const withheld = new Set<string>();
let pattern: RegExp | undefined;

/** Takes out of every text to come what is secret in the value of a setting: of a URL its password, of a JWK its private part, else the whole, each line and each item of a list. */
export function withhold(value: string): void {
  for (const secret of secretsIn(value)) {
    // As it stands in JSON, too.
    for (const form of [secret, JSON.stringify(secret).slice(1, -1)]) if (form.length >= SHORTEST) withheld.add(form);
  }
  pattern = undefined;
}

/** The text with `[redacted]` in the place of secrets. */
export function withoutSecrets(text: string): string {
  if (withheld.size === 0) return text;
  // The longest first: one may begin like another.
  pattern ??= new RegExp([...withheld].toSorted((a, b) => b.length - a.length).map(escaped).join('|'), 'g');
  return text.replace(pattern, '[redacted]');
}

function secretsIn(value: string): string[] {
  const url = URL.parse(value);
  if (url?.host) {
    const word = url.password === '' ? url.username : url.password;
    return [word, decoded(word)];
  }
  const key = privateKeyIn(value);
  if (key !== undefined) return [value, key];
  return [value, ...value.split(/[,\n]|\\n/).map((part) => part.trim())];
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}

function privateKeyIn(value: string): string | undefined {
  if (!value.startsWith('{')) return undefined;
  try {
    const key: unknown = JSON.parse(value);
    const d: unknown = typeof key === 'object' && key !== null && 'd' in key ? key.d : undefined;
    return typeof d === 'string' ? d : undefined;
  } catch {
    return undefined;
  }
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
