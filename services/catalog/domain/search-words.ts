/** What a customer typed, as words: everything else in it is ignored, so no input can be a syntax error. */

const MAX_WORDS = 8;
const MAX_WORD_LENGTH = 40;

/** Letters and digits in typing order, lower case; the first eight words. */
export function searchWords(text: string): string[] {
  const words = text.normalize('NFC').toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return words.slice(0, MAX_WORDS).map((word) => [...word].slice(0, MAX_WORD_LENGTH).join(''));
}
