/**
 * An append-only file of JSON lines, one per transaction: a line cut short by a crash is dropped whole, never applied
 * in part.
 */
import { mkdir, open, readFile, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isJsonObject } from '../http/json-body.ts';
import type { Change } from './table.ts';

export class Journal {
  readonly #file: string;
  #handle: FileHandle | undefined;
  #tail: Promise<void> = Promise.resolve();

  private constructor(file: string) {
    this.#file = file;
  }

  static async open(file: string, apply: (change: Change) => void): Promise<Journal> {
    await mkdir(dirname(file), { recursive: true });
    const text = await readFile(file, 'utf8').catch(absent);
    const lines = text.split('\n');
    lines.pop(); // what follows the last newline was never finished
    for (const [index, line] of lines.entries()) applyLine(line, apply, `${file}:${index + 1}`);
    return new Journal(file);
  }

  /** Replaces the file by the given state in one rename, so that a crash leaves the old file or the new one. */
  async compact(state: readonly Change[]): Promise<void> {
    const next = `${this.#file}.next`;
    const handle = await open(next, 'w');
    await handle.writeFile(state.map((change) => `${JSON.stringify([change])}\n`).join(''));
    await handle.sync();
    await handle.close();
    await rename(next, this.#file);
    this.#handle = await open(this.#file, 'a');
  }

  append(changes: readonly Change[]): Promise<void> {
    const written = this.#tail.then(() => this.#write(`${JSON.stringify(changes)}\n`));
    this.#tail = written.catch(() => undefined); // the caller sees the failure; the next line gets its own chance
    return written;
  }

  async #write(line: string): Promise<void> {
    if (this.#handle === undefined) throw new Error(`${this.#file} is closed`);
    const { size } = await this.#handle.stat();
    try {
      await this.#handle.appendFile(line);
    } catch (error) {
      await this.#handle.truncate(size); // a full disk may have taken half a line
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#tail;
    await this.#handle?.close();
    this.#handle = undefined;
  }
}

function applyLine(line: string, apply: (change: Change) => void, place: string): void {
  try {
    const changes: unknown = JSON.parse(line);
    if (!Array.isArray(changes)) throw new Error('not a list of changes');
    for (const change of changes) apply(toChange(change));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${place} is damaged (${reason}); delete the file to start the sandbox empty`, { cause: error });
  }
}

function toChange(value: unknown): Change {
  if (isJsonObject(value) && typeof value['table'] === 'string') {
    const { table, put, remove } = value;
    if (typeof remove === 'string') return { table, remove };
    if (isJsonObject(put) && typeof put['id'] === 'string') return { table, put: { ...put, id: put['id'] } };
  }
  throw new Error('not a change');
}

function absent(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return '';
  throw error;
}
