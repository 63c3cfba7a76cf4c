/** Types of `linebreak` 1.1, which has none: Unicode line breaking opportunities (UAX #14). */
declare module 'linebreak' {
  export default class LineBreaker {
    constructor(text: string);
    nextBreak(): { readonly position: number; readonly required: boolean } | null;
  }
}
