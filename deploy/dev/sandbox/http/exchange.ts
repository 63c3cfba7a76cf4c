/**
 * What a sandbox's handlers see and answer: plain values, so that every route is a function and only listen.ts touches
 * sockets.
 */
import type { IncomingHttpHeaders } from 'node:http';

export interface Request {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Close the connection without sending a byte: the caller cannot know whether the work was done. */
  readonly hangUp?: boolean;
}

export type Handler = (request: Request) => Reply | Promise<Reply>;

export function json(status: number, value: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

export function text(status: number, type: string, body: string | Buffer, headers: Record<string, string> = {}): Reply {
  return { status, headers: { 'content-type': type, 'x-content-type-options': 'nosniff', ...headers }, body };
}

/** A header that may be repeated, as its first value. */
export function header(request: Request, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
