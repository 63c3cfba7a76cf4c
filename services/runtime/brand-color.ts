/** A tenant's brand colour made safe to print: text in it or on it always has the contrast that WCAG 2.2 AA asks for (4.5:1). */

/** Taken when a tenant has chosen none. */
const DEFAULT_COLOR = '#1f4e79';
const READABLE = 4.5;

type Rgb = readonly [red: number, green: number, blue: number];

/** The colour itself, as `#rrggbb`; a neutral blue when it is none. */
export const brandColor = (color: string): string => (/^#[\da-f]{6}$/i.test(color) ? color.toLowerCase() : DEFAULT_COLOR);

/** The brand colour, darkened until it can be read on white. */
export function brandColorOnWhite(color: string): string {
  let rgb = parse(brandColor(color));
  while (contrast(rgb, [255, 255, 255]) < READABLE) rgb = darker(rgb);
  return format(rgb);
}

/** White where it can be read on the brand colour, else black, which then can. */
export const textOnBrandColor = (color: string): '#ffffff' | '#000000' =>
  contrast(parse(brandColor(color)), [255, 255, 255]) >= READABLE ? '#ffffff' : '#000000';

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
function contrast(a: Rgb, b: Rgb): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red, green, blue]: Rgb): number {
  const linear = (channel: number): number => {
    const share = channel / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

const darker = ([red, green, blue]: Rgb): Rgb => [Math.floor(red * 0.94), Math.floor(green * 0.94), Math.floor(blue * 0.94)];
const parse = (color: string): Rgb => [channelOf(color, 1), channelOf(color, 3), channelOf(color, 5)];
const channelOf = (color: string, at: number): number => Number.parseInt(color.slice(at, at + 2), 16);
const format = (rgb: Rgb): string => `#${rgb.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
