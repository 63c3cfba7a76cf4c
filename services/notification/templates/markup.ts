/** HTML as tagged templates: whatever is put in is escaped, unless it was made here. */

/** Text that is HTML already. */
export interface Markup {
  readonly html: string;
}

type Value = string | Markup | readonly Markup[];

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** `html\`<p>${name}</p>\`` with `name` escaped. */
export const html = (strings: TemplateStringsArray, ...values: readonly Value[]): Markup => ({
  html: strings.reduce((text, part, index) => text + written(values[index - 1]) + part),
});

function written(value: Value | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return escape(value);
  return 'html' in value ? value.html : value.map((part) => part.html).join('');
}
