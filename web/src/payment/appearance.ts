/** The provider's form looks like the page around it: its colours are read from the page, in light and in dark. */
import type { Appearance } from './stripe-js.ts';

const DARK = '(prefers-color-scheme: dark)';

/** The appearance at an element, as it is now. */
export function appearanceAt(element: Element): Appearance {
  return {
    theme: matchMedia(DARK).matches ? 'night' : 'stripe',
    variables: {
      colorPrimary: resolved(element, '--color-accent'),
      colorBackground: resolved(element, '--color-surface'),
      colorText: resolved(element, '--color-ink'),
      colorDanger: resolved(element, '--color-bad'),
      borderRadius: '10px',
      fontFamily: 'Inter, system-ui, sans-serif',
    },
  };
}

/** Calls `onChange` when the visitor switches between light and dark; gives a way to stop. */
export function watchScheme(onChange: () => void): () => void {
  const query = matchMedia(DARK);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}

/** A colour as plain `rgb()`: custom properties may hold functions that the provider does not read. */
function resolved(element: Element, property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
