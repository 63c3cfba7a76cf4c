/**
 * What a caller has, in a few hundred bytes that any replica understands: the fingerprint of each local date of the answer, bound to the
 * question. A slot may depend on several calendars, on rules and on the time of day, so it is not calendars that are compared but what
 * they come to: a resume sends again the dates that differ, and no others.
 */
import { createHash } from 'node:crypto';
import type { Answer } from './answer.ts';

/** Another number, and all tokens of before are refused. */
const FORMAT = 1;
const QUESTION_BYTES = 8;
const CHECKSUM_BYTES = 4;
const HEAD_BYTES = 1 + QUESTION_BYTES;
const DAY_BYTES = 3;
const PRINT_BYTES = 6;
const DATE_BYTES = DAY_BYTES + PRINT_BYTES;
const DAY_MS = 86_400_000;

/** `question`: whatever tells one question from the others. */
export function writeToken(question: string, dates: Answer['dates']): string {
  const body = Buffer.alloc(HEAD_BYTES + dates.size * DATE_BYTES);
  body.writeUInt8(FORMAT);
  digest(question, QUESTION_BYTES).copy(body, 1);
  let at = HEAD_BYTES;
  for (const [date, print] of dates) {
    body.writeUIntBE(Date.parse(date) / DAY_MS, at, DAY_BYTES);
    body.write(print, at + DAY_BYTES, PRINT_BYTES, 'latin1');
    at += DATE_BYTES;
  }
  return Buffer.concat([body, digest(body, CHECKSUM_BYTES)]).toString('base64url');
}

/** The fingerprints of what the caller has; `undefined` for a token that is damaged, of another question or of another format. */
export function readToken(question: string, token: string): Answer['dates'] | undefined {
  const bytes = Buffer.from(token, 'base64url');
  const body = bytes.subarray(0, -CHECKSUM_BYTES);
  if (body.length < HEAD_BYTES || (body.length - HEAD_BYTES) % DATE_BYTES !== 0) return undefined;
  if (!digest(body, CHECKSUM_BYTES).equals(bytes.subarray(-CHECKSUM_BYTES))) return undefined;
  if (body[0] !== FORMAT || !digest(question, QUESTION_BYTES).equals(body.subarray(1, HEAD_BYTES))) return undefined;
  const count = (body.length - HEAD_BYTES) / DATE_BYTES;
  return new Map(Array.from({ length: count }, (_, index) => readDate(body, HEAD_BYTES + index * DATE_BYTES)));
}

function readDate(body: Buffer, at: number): [date: string, print: string] {
  const date = new Date(body.readUIntBE(at, DAY_BYTES) * DAY_MS).toISOString().slice(0, 10);
  return [date, body.toString('latin1', at + DAY_BYTES, at + DATE_BYTES)];
}

const digest = (of: string | Buffer, bytes: number): Buffer => createHash('sha256').update(of).digest().subarray(0, bytes);
