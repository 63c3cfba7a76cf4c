/** Opaque keyset page tokens: a position in one ordering of one request, refused for any other request. */
import { createHash } from 'node:crypto';
import { validate } from 'uuid';
import { invalidField, type Failure } from '../errors.ts';

/** Values of the last row's sort key, in the order of the sort. */
export type Position = readonly (string | number)[];

const FORMAT = 1;

/** Length-prefixed, so that no two lists of parts read alike. */
function fingerprint(request: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of request) {
    const bytes = Buffer.from(part);
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest('base64url').slice(0, 12);
}

/**
 * The token of the page after `position`. `request` is everything that decides which rows there are and how they are
 * ordered: method, tenant, filter, query; not the page size. The token is not signed: it reveals only a sort key that
 * the caller was just shown, and a forged one only moves the caller within rows they may read anyway.
 */
export function pageToken(request: readonly (string | Uint8Array)[], position: Position): string {
  return Buffer.from(JSON.stringify([FORMAT, fingerprint(request), ...position])).toString('base64url');
}

const refuse = (): Failure =>
  invalidField('page_token', 'must be the next_page_token of an answer to the same request; start again without one', 'PAGE_TOKEN_MISMATCH');

/** What a value of a position is; checked, because a forged one would otherwise reach Postgres and break a statement. */
export type PositionPart = 'text' | 'int' | 'uuid';

const CHECKS: Readonly<Record<PositionPart, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string' && !value.includes('\0'),
  int: (value) => typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 31,
  uuid: validate,
};

function decoded(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
  } catch {
    throw refuse();
  }
}

/**
 * The position in a token that `pageToken` made for an equal `request`; `undefined` for the empty token (the first page).
 * Throws `INVALID_ARGUMENT` naming `page_token` for anything else.
 */
export function readPageToken<const S extends readonly PositionPart[]>(
  token: string,
  request: readonly (string | Uint8Array)[],
  shape: S,
): PositionOf<S> | undefined {
  if (token === '') return undefined;
  const content = decoded(token);
  if (!Array.isArray(content)) throw refuse();
  const [format, print, ...position]: unknown[] = content;
  if (format !== FORMAT || print !== fingerprint(request) || !hasShape(position, shape)) throw refuse();
  return position;
}

/** The values that a shape stands for. */
export type PositionOf<S extends readonly PositionPart[]> = {
  readonly [K in keyof S]: S[K] extends 'int' ? number : string;
};

function hasShape<S extends readonly PositionPart[]>(values: unknown[], shape: S): values is unknown[] & PositionOf<S> {
  return values.length === shape.length && shape.every((part, i) => CHECKS[part](values[i]));
}
