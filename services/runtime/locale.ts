/** Which language to write in: one that the texts exist in, with the reader's own region for dates, times and amounts. */

/**
 * The locale to write and format in for a reader of `wanted` (BCP 47): `wanted` itself when its language is among `languages`,
 * else English with the same region, so that `pt-PT` without Portuguese texts becomes `en-PT` and not a mixture of languages.
 */
export function localeFor(wanted: string, languages: readonly string[]): string {
  const locale = parse(wanted);
  if (!locale) return 'en-GB';
  if (languages.includes(locale.language)) return locale.toString();
  return locale.region ? `en-${locale.region}` : 'en-GB';
}

/** The language of a locale: `pt` of `pt-PT`. */
export const languageOf = (locale: string): string => parse(locale)?.language ?? 'en';

function parse(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
