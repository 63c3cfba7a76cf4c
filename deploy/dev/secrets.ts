/** Random secrets that stay the same from one start to the next, readable by their owner only. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartFailure } from './start-failure.ts';

export interface SecretStore {
  /** The secret of this name; `make` is called once, at its first use. */
  get(name: string, make?: () => string): string;
}

/** 192 random bits that need no quoting in a URL. */
const randomSecret = (): string => randomBytes(24).toString('base64url');

/** Kept in a file (0600), replaced as a whole. A file that cannot be read stops the start: making new secrets would lock us out. */
export function openSecrets(file: string): SecretStore {
  const secrets = new Map(existsSync(file) ? readSecrets(file) : []);
  return {
    get(name, make = randomSecret) {
      const known = secrets.get(name);
      if (known !== undefined) return known;
      const secret = make();
      secrets.set(name, secret);
      writeSecrets(file, secrets);
      return secret;
    },
  };
}

/** Kept in memory only; for tests. */
export function temporarySecrets(): SecretStore {
  const secrets = new Map<string, string>();
  return {
    get(name, make = randomSecret) {
      const secret = secrets.get(name) ?? make();
      secrets.set(name, secret);
      return secret;
    },
  };
}

function readSecrets(file: string): [string, string][] {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof content !== 'object' || content === null) throw new TypeError('not an object');
    return Object.entries(content).map(([name, value]) => [name, String(value)]);
  } catch (error) {
    throw new StartFailure(`${file} is damaged. Restore it, or start over without data: npm run reset`, { cause: error });
  }
}

function writeSecrets(file: string, secrets: ReadonlyMap<string, string>): void {
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.new`;
  writeFileSync(fresh, `${JSON.stringify(Object.fromEntries(secrets), null, 2)}\n`, { mode: 0o600 });
  chmodSync(fresh, 0o600);
  renameSync(fresh, file);
}
