/** A colour for each service, the same in every trace, that stands out from the page in light and in dark. */

/** 3:1 at least against both canvases; the name of the service stands beside each bar as well. */
const COLORS: Readonly<Record<string, string>> = {
  browser: 'light-dark(#5b6478, #aab4c8)',
  gateway: 'light-dark(#2f6fde, #7fb0ff)',
  user: 'light-dark(#9a6700, #e3b341)',
  catalog: 'light-dark(#557a00, #a8cf45)',
  booking: 'light-dark(#0b7a6b, #4fd1bd)',
  payment: 'light-dark(#7c4dd6, #bfa0ff)',
  receipt: 'light-dark(#c2410c, #ff9b66)',
  notification: 'light-dark(#be2f78, #ff8cc4)',
  integration: 'light-dark(#15803d, #6fdd94)',
  admin: 'light-dark(#6b5344, #d1b59f)',
};

const SPARE = ['light-dark(#0369a1, #6cc7f5)', 'light-dark(#a21caf, #f0a2f7)', 'light-dark(#854d0e, #e9bd74)'];

export function serviceColor(service: string): string {
  const spare = [...service].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % SPARE.length;
  return COLORS[service] ?? SPARE[spare] ?? 'currentColor';
}
