/** Builds HTML in which every interpolated value is escaped unless it is itself the result of `html`. */

export class Html {
  readonly source: string;
  constructor(source: string) {
    this.source = source;
  }
}

export type Fragment = Html | string | number | undefined | false | readonly Fragment[];

export function html(literals: TemplateStringsArray, ...values: readonly Fragment[]): Html {
  return new Html(literals.reduce((page, literal, index) => page + render(values[index - 1]) + literal));
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function render(value: Fragment): string {
  if (value instanceof Html) return value.source;
  if (typeof value === 'object') return value.map(render).join('');
  return value === undefined || value === false ? '' : escape(String(value));
}
