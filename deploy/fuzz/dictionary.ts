/** Words that services have said themselves: ids, tokens and names from answers, so that requests get further than the first check. */

export interface Dictionary {
  /** Takes the texts out of an answer, by the names of their fields. */
  learn(answer: unknown): void;
  /** Texts that a field of this name had in answers, the newest last. */
  said(fieldName: string): readonly string[];
  /** Ids of this prefix, such as `bkg`. */
  ids(prefix: string): readonly string[];
}

const KEPT = 50;
const LONGEST = 2_000;
const ID = /^(?<prefix>[a-z]{3})_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

export function createDictionary(): Dictionary {
  const texts = new Map<string, string[]>();
  const ids = new Map<string, string[]>();
  const keep = (map: Map<string, string[]>, key: string, text: string): void => {
    const known = map.get(key) ?? [];
    if (known.includes(text)) return;
    map.set(key, [...known.slice(-KEPT + 1), text]);
  };
  const learn = (value: unknown, name: string): void => {
    if (typeof value === 'string' && value.length > 0 && value.length <= LONGEST) {
      keep(texts, name, value);
      const prefix = ID.exec(value)?.groups?.['prefix'];
      if (prefix !== undefined) keep(ids, prefix, value);
    } else if (Array.isArray(value)) value.forEach((item) => learn(item, name));
    else if (typeof value === 'object' && value !== null) for (const [key, inner] of Object.entries(value)) learn(inner, key);
  };
  return {
    learn: (answer) => learn(answer, ''),
    said: (fieldName) => texts.get(fieldName) ?? [],
    ids: (prefix) => ids.get(prefix) ?? [],
  };
}
