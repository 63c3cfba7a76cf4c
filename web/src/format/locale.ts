/** The page is in English; dates and numbers follow the kind of English that the visitor reads. */

const FALLBACK = 'en-GB';

/** The first of the visitor's languages that the page is written in. */
export function dateLocale(languages: readonly string[]): string {
  return languages.find((language) => /^en(-|$)/i.test(language)) ?? FALLBACK;
}

export const LOCALE = dateLocale(typeof navigator === 'undefined' ? [] : navigator.languages);
