/** A business's colour becomes an accent that can be read: at least 4.5:1 (WCAG 2.2 AA) against every surface it stands on or under. */

/** CSS custom properties of an accent in light and dark mode. */
export interface BrandColors {
  readonly '--accent-light': string;
  readonly '--on-accent-light': string;
  readonly '--accent-dark': string;
  readonly '--on-accent-dark': string;
}

type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
/** What accents stand on, the worst case of each mode: the tint of a chosen control in style.css. */
const LIGHT_SURFACE: Rgb = [232, 236, 241];
const DARK_SURFACE: Rgb = [35, 43, 56];
const DARK_INK: Rgb = [15, 18, 24];
const READABLE = 4.5;

/** Accents of `#rrggbb`; `undefined` for anything else, which leaves the page its own. */
export function brandColors(color: string): BrandColors | undefined {
  const brand = parse(color);
  if (brand === undefined) return undefined;
  const light = readable(brand, LIGHT_SURFACE, BLACK);
  const dark = readable(brand, DARK_SURFACE, WHITE);
  return {
    '--accent-light': hex(light),
    '--on-accent-light': hex(better(light)),
    '--accent-dark': hex(dark),
    '--on-accent-dark': hex(better(dark)),
  };
}

/** Contrast ratio of WCAG, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

/** The colour itself when it can be read on `surface`; otherwise moved towards `towards` just as far as needed. */
function readable(color: Rgb, surface: Rgb, towards: Rgb): Rgb {
  for (let step = 0; step <= 50; step++) {
    const mixed = mix(color, towards, step / 50);
    if (contrast(mixed, surface) >= READABLE) return mixed;
  }
  return towards;
}

const better = (color: Rgb): Rgb => (contrast(WHITE, color) >= contrast(DARK_INK, color) ? WHITE : DARK_INK);

const mix = ([r, g, b]: Rgb, [r2, g2, b2]: Rgb, share: number): Rgb => {
  const between = (from: number, to: number): number => Math.round(from * (1 - share) + to * share);
  return [between(r, r2), between(g, g2), between(b, b2)];
};

function luminance(color: Rgb): number {
  const [r = 0, g = 0, b = 0] = color.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function parse(color: string): Rgb | undefined {
  const [, r, g, b] = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color) ?? [];
  if (r === undefined || g === undefined || b === undefined) return undefined;
  return [parseInt(r, 16), parseInt(g, 16), parseInt(b, 16)];
}

const hex = (color: Rgb): string => `#${color.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
