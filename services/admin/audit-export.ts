/**
 * An audit log as a file that is verified without us: lines of JSON, each entry with the bytes that its hash is of. What the lines say in words is
 * compared with those bytes, so that nobody reads anything else than what is verified.
 */
import { fromBinary, toJson } from '@bufbuild/protobuf';
import { isDeepStrictEqual } from 'node:util';
import { AuditRecordSchema } from '#proto/berth/admin/v1/audit_pb.ts';
import { BEGINNING, isSameMark, type Mark } from './domain/audit-chain.ts';
import { walk, type FoundEntry } from './domain/audit-walk.ts';

/** Where a file begins, and where its log ended when it was written. */
export interface ExportHeader {
  /** `tnt_…`. */
  readonly log: string;
  readonly exported: Date;
  /** The entries follow this one. */
  readonly after: Mark;
  readonly head: Mark;
}

export const headerLine = ({ log, exported, after, head }: ExportHeader): string =>
  lineOf({ log, exported: exported.toISOString(), after: toText(after), head: toText(head) });

/** Times are ISO 8601, in UTC. A record that nobody can read any more stands in the file as it is, without words. */
export const entryLine = ({ hash, record }: Pick<FoundEntry, 'hash' | 'record'>): string =>
  lineOf({ entry: sequenceAndWords(record)?.words ?? null, hash: hex(hash), record: Buffer.from(record).toString('base64') });

/** What a file shows. `at` is the last entry that fits what is before it; `complete` when that is the log's end as the file knows it. */
export interface ExportVerdict {
  readonly log: string;
  readonly at: Mark;
  readonly verified: bigint;
  readonly complete: boolean;
  /** The first thing that is wrong. `line` counts from 1. */
  readonly defect?: { readonly line: number; readonly what: string };
}

/**
 * Reads a file line by line; several that follow each other are read as one. `kept` is a mark from elsewhere that has to be met: without one, a file
 * that somebody wrote anew from an entry on looks as good as ours.
 */
export async function verifyExport(lines: AsyncIterable<string> | Iterable<string>, kept?: Mark): Promise<ExportVerdict> {
  let state: State = { log: '', at: BEGINNING, head: BEGINNING, verified: 0n, met: kept === undefined };
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (text.trim() === '') continue;
    const next = readLine(state, text, kept);
    if (typeof next === 'string') return { ...verdictOf(state), complete: false, defect: { line, what: next } };
    state = next;
  }
  if (line === 0) return { ...verdictOf(state), complete: false, defect: { line: 1, what: 'the file is empty' } };
  if (!state.met) return { ...verdictOf(state), defect: { line, what: `entry ${kept?.sequence} of the mark is not in the file` } };
  return verdictOf(state);
}

interface State {
  readonly log: string;
  readonly at: Mark;
  readonly head: Mark;
  readonly verified: bigint;
  /** The kept mark was met, or there is none. */
  readonly met: boolean;
}

const verdictOf = ({ log, at, head, verified }: State): ExportVerdict => ({ log, at, verified, complete: isSameMark(at, head) });

/** The state behind a line, or what is wrong with it. */
function readLine(state: State, text: string, kept: Mark | undefined): State | string {
  const line = parsed(text);
  if (!line) return 'is no line of JSON';
  return 'log' in line ? readHeader(state, line, kept) : readEntry(state, line, kept);
}

function readHeader(state: State, { log, after, head }: Line, kept: Mark | undefined): State | string {
  const [from, end] = [fromText(after), fromText(head)];
  if (typeof log !== 'string' || !from || !end) return 'is no header of an audit log';
  if (state.log !== '' && (log !== state.log || !isSameMark(from, state.at))) return `does not go on behind entry ${state.at.sequence}`;
  if (kept?.sequence === from.sequence && !isSameMark(kept, from)) return 'is not of the log that the mark was kept of';
  return { ...state, log, at: from, head: end, met: state.met || kept?.sequence === from.sequence };
}

function readEntry(state: State, { entry, hash, record }: Line, kept: Mark | undefined): State | string {
  if (state.log === '') return 'comes before the header';
  if (typeof hash !== 'string' || typeof record !== 'string') return 'is no entry of an audit log';
  const bytes = Buffer.from(record, 'base64');
  const said = sequenceAndWords(bytes);
  if (!said) return 'holds a record that cannot be read';
  if (!isDeepStrictEqual(said.words, entry) || said.words['tenantId'] !== state.log) return 'says something else than its record';
  const { at, defect } = walk(state.at, [{ sequence: said.sequence, hash: Buffer.from(hash, 'hex'), record: bytes, consistent: true }], kept);
  if (defect?.kind === 'missing') return `is entry ${said.sequence}, where ${defect.sequence} should be`;
  if (defect?.kind === 'mark_lost') return 'is not what it was when the mark was kept';
  if (defect) return 'does not follow the entry before, or was changed';
  return { ...state, at, verified: state.verified + 1n, met: state.met || kept?.sequence === at.sequence };
}

type Line = Readonly<Record<string, unknown>>;

function parsed(text: string): Line | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function sequenceAndWords(bytes: Uint8Array): { readonly sequence: bigint; readonly words: Line } | undefined {
  try {
    return { sequence: fromBinary(AuditRecordSchema, bytes).sequence, words: wordsOf(bytes) };
  } catch {
    return undefined;
  }
}

function wordsOf(record: Uint8Array): Line {
  const words = toJson(AuditRecordSchema, fromBinary(AuditRecordSchema, record));
  if (!isObject(words)) throw new TypeError('the JSON of a message is an object');
  return words;
}

function fromText(value: unknown): Mark | undefined {
  if (!isObject(value)) return undefined;
  const { sequence, hash } = value;
  if (typeof sequence !== 'string' || !/^\d{1,18}$/.test(sequence) || typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) return undefined;
  return { sequence: BigInt(sequence), hash: Buffer.from(hash, 'hex') };
}

const isObject = (value: unknown): value is Line => typeof value === 'object' && value !== null && !Array.isArray(value);
const toText = ({ sequence, hash }: Mark) => ({ sequence: `${sequence}`, hash: hex(hash) });
const lineOf = (value: object): string => `${JSON.stringify(value)}\n`;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
