/** Lanes as Postgres writes ranges of numbers: `{[0,3),[7,9)}`, always in the canonical form. */
import type { Lanes } from '../domain/lanes.ts';

export const toMultirange = (lanes: Lanes): string => `{${lanes.map(([from, to]) => `[${from},${to})`).join(',')}}`;

export const fromMultirange = (text: string): Lanes =>
  [...text.matchAll(/\[(\d+),(\d+)\)/g)].map(([, from, to]) => [Number(from), Number(to)] as const);
