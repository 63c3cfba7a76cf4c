/** A business's colour as the style of an element: everything inside takes it as its accent. */
import type { CSSProperties } from 'react';
import { type BrandColors, brandColors } from './brand-colors.ts';

// React's type knows no custom properties.
declare module 'react' {
  interface CSSProperties extends Partial<BrandColors> {}
}

export const accentStyle = (brandColor: string): CSSProperties => brandColors(brandColor) ?? {};
