/** The hash of a receipt's document: the same for the same content, in whatever order JSON's keys come back from the database. */
import { createHash } from 'node:crypto';
import type { ReceiptDocument } from '../domain/document.ts';

/** SHA-256 in hexadecimal over the JSON with sorted keys. */
export const documentHash = (document: ReceiptDocument): string =>
  createHash('sha256').update(JSON.stringify(document, sorted)).digest('hex');

function sorted(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
