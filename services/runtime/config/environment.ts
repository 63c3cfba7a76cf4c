/** The only reader of `process.env`. */
import type { Environment } from './settings.ts';

/** The environment that the process was started with. */
export const environment: Environment = process.env;
