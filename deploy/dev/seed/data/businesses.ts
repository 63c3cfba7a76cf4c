/** The demo businesses, in the order in which they are seeded. */
import { MARE_ALTA } from './dive/business.ts';
import { KURUMAZA } from './bicycles/business.ts';
import type { Business } from './model.ts';
import { LINDEN_WELLNESS } from './wellness/business.ts';
import { LANTERN_THEATRE } from './theatre/business.ts';

export const BUSINESSES: readonly Business[] = [MARE_ALTA, LANTERN_THEATRE, LINDEN_WELLNESS, KURUMAZA];
