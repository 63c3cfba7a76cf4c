/** Reads a request's body byte for byte and never more of it than allowed. */
import type { HttpRequest } from './http.ts';

/** The whole body; `undefined` as soon as it is clear that it is larger than `limit` bytes. */
export async function readBody(request: HttpRequest, limit: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > limit) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > limit) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
