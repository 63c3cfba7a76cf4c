/** Applies the part of Stripe's Appearance API that makes the form fit its page: theme, colours, font, corners. */

export interface Appearance {
  readonly theme?: 'flat' | 'night' | 'stripe';
  readonly variables?: Readonly<Record<string, string>>;
}

const PROPERTY: Readonly<Record<string, string>> = {
  borderRadius: '--sx-radius',
  colorBackground: '--sx-background',
  colorDanger: '--sx-danger',
  colorPrimary: '--sx-primary',
  colorText: '--sx-text',
  fontFamily: '--sx-font',
};

export function applyAppearance(host: HTMLElement, { theme, variables = {} }: Appearance): void {
  host.style.colorScheme = theme === undefined ? '' : theme === 'night' ? 'dark' : 'light';
  for (const [name, property] of Object.entries(PROPERTY)) host.style.setProperty(property, variables[name] ?? null);
}
