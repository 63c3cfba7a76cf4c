/** Settings are checked before anything starts: one error lists every bad key and what it should be. */
import { readFileSync } from 'node:fs';
import { withhold } from '../secrets/withheld.ts';

/** Where settings come from: `process.env`, or a plain object in tests. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One setting: its name, what it should be, and how its text becomes a value. */
export interface Setting<T> {
  readonly kind: 'setting';
  readonly name: string;
  /** Completes “must be …”. */
  readonly expected: string;
  /** A secret's value is in no message and no line of the log. */
  readonly secret: boolean;
  /** Taken when the name is unset or empty; without one the setting is required. */
  readonly fallback?: { readonly value: T };
  /** The value, or `undefined` when the text is none; may throw an `Error` that says what is wrong. */
  parse(text: string): T | undefined;
}

/** A value that is not read but known. */
export interface Constant<T> {
  readonly kind: 'constant';
  readonly value: T;
}

/** Settings by the names that the program calls them; may be nested. */
export interface Schema {
  readonly [key: string]: Setting<unknown> | Constant<unknown> | Schema;
}

/** What reading a schema gives. */
export type SettingsOf<S> = S extends Setting<infer T> | Constant<infer T> ? T : { readonly [K in keyof S]: SettingsOf<S[K]> };

/** Some settings are missing or wrong; the text is meant for the person who starts the program. */
export class SettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`${problems.length === 1 ? 'A setting needs' : `${problems.length} settings need`} attention:\n${problems.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'SettingsError';
    this.problems = problems;
  }
}

/**
 * Reads all settings of a schema. `NAME_FILE` names a file that holds the value of `NAME`, as secret stores mount them.
 * Throws a `SettingsError` that lists every problem at once.
 */
export function readSettings<const S extends Schema>(env: Environment, schema: S): SettingsOf<S> {
  const problems: string[] = [];
  const values = readGroup(env, schema, problems);
  if (problems.length > 0) throw new SettingsError(problems);
  // `values` has the schema's keys with what each entry's parse gave: the mapped type in words the compiler cannot follow.
  return values as SettingsOf<S>;
}

const isEntry = (entry: Schema[string]): entry is Setting<unknown> | Constant<unknown> => typeof entry['kind'] === 'string';

function readGroup(env: Environment, schema: Schema, problems: string[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(schema)) {
    if (!isEntry(entry)) values[key] = readGroup(env, entry, problems);
    else values[key] = entry.kind === 'constant' ? entry.value : readSetting(env, entry, problems);
  }
  return values;
}

function readSetting(env: Environment, setting: Setting<unknown>, problems: string[]): unknown {
  const { name, expected } = setting;
  try {
    const text = textOf(env, name);
    if (text === undefined || text === '') {
      if (setting.fallback) return setting.fallback.value;
      throw new Error(`is not set: must be ${expected}`);
    }
    if (setting.secret) withhold(text);
    const value = setting.parse(text);
    if (value === undefined) throw new Error(`${setting.secret ? '' : `is ${JSON.stringify(text)}: `}must be ${expected}`);
    return value;
  } catch (error) {
    problems.push(`${name} ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function textOf(env: Environment, name: string): string | undefined {
  const file = env[`${name}_FILE`];
  if (!file) return env[name];
  if (env[name]) throw new Error(`and ${name}_FILE are both set: keep one`);
  try {
    // Editors and `echo` end a file with a newline; everything else may be part of the secret.
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    throw new Error(`cannot be read from ${name}_FILE: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
