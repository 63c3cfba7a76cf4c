/** Password hashes: argon2id at OWASP's settings, never more than two at a time, so that sign-ins do not starve the rest. */
import { hash, verify } from '@node-rs/argon2';
import { Failure } from '../runtime/errors.ts';

// OWASP: 19 MiB, two passes, one lane. The library's default algorithm is argon2id.
const SETTINGS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
const AT_ONCE = 2;
const WAITING = 200;

// Verified when nobody has the address, so that the answer takes as long as for a wrong password.
let decoy: Promise<string> | undefined;

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting.length >= WAITING) {
    throw new Failure({ code: 'RESOURCE_EXHAUSTED', reason: 'SIGN_IN_BUSY', message: 'Too many people sign in just now; try again in a moment.', retryAfterMs: 1_000 });
  }
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

/** The hash to store. `RESOURCE_EXHAUSTED` when too many wait. */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(password, SETTINGS));

const CURRENT = `$argon2id$v=19$m=${SETTINGS.memoryCost},t=${SETTINGS.timeCost},p=${SETTINGS.parallelism}$`;

/** Whether a hash was made with other settings than today's, and should be made again while the password is at hand. */
export const isOutdated = (stored: string | undefined): boolean => stored !== undefined && !stored.startsWith(CURRENT);

/** True when the password is that of the hash; takes as long without one. */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  decoy ??= hash('a password that nobody has', SETTINGS);
  const against = stored ?? (await decoy);
  const matches = await inTurn(() => verify(against, password));
  return matches && stored !== undefined;
}
