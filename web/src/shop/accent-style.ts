/** A business's colour as the style and class of an element: everything inside takes it as its accent. */
import type { CSSProperties } from 'react';
import { type BrandColors, brandColors } from './brand-colors.ts';

// React's type knows no custom properties.
declare module 'react' {
  interface CSSProperties extends Partial<BrandColors> {}
}

/** Properties for the element. Without a colour that can be used, the page keeps its own. */
export function accentOf(brandColor: string): { readonly style?: CSSProperties; readonly className: string } {
  const style = brandColors(brandColor);
  return style ? { style, className: 'branded' } : { className: '' };
}
