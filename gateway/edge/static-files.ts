/** The page's files: compressed once, revalidated by ETag, hashed assets kept for ever; unknown pages get the app. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { type Exchange, type Handler, headerOf } from './exchange.ts';
import { problem, type Reply, send, text } from './reply.ts';

interface StoredFile {
  /** Changes with every build. */
  readonly stamp: string;
  readonly etag: string;
  readonly encodings: Readonly<Record<Encoding, Buffer>>;
}

type Encoding = 'identity' | 'br' | 'gzip';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.avif': 'image/avif',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};
const COMPRESSIBLE = /^(text|application\/(json|manifest)|image\/svg)/;

/** Serves the files under `root`. */
export function staticFiles(root: string): Handler {
  const store = fileStore(root);
  return async (exchange) => {
    const { method, url } = exchange;
    if (method !== 'GET' && method !== 'HEAD') return send(exchange, problem(404, 'NOT_FOUND', `There is nothing at ${url.pathname}.`));
    const path = pathOf(url.pathname);
    const file = path === undefined ? undefined : await store(path);
    if (path !== undefined && file) return send(exchange, fileReply(exchange, path, file));
    if (path === undefined || extname(path) !== '') return send(exchange, problem(404, 'NOT_FOUND', `There is nothing at ${url.pathname}.`));
    const app = await store('index.html');
    send(exchange, app ? fileReply(exchange, 'index.html', app) : text(503, 'The page is not built yet. Build it with: npx vite build web'));
  };
}

/** The file that an address names, inside the root; `undefined` when it points outside. */
export function pathOf(pathname: string): string | undefined {
  try {
    const path = normalize(decodeURIComponent(pathname)).replace(/^\/+/, '');
    const outside = path.includes('\0') || path.split(sep).some((part) => part.startsWith('.'));
    return outside ? undefined : path || 'index.html';
  } catch {
    return undefined; // not decodable
  }
}

function fileReply({ request }: Exchange, path: string, { etag, encodings }: StoredFile): Reply {
  const type = TYPES[extname(path)] ?? 'application/octet-stream';
  const encoding = COMPRESSIBLE.test(type) ? negotiate(headerOf(request, 'accept-encoding') ?? '') : 'identity';
  const headers = {
    'content-type': type,
    'cache-control': path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    vary: 'Accept-Encoding',
    etag,
    ...(encoding !== 'identity' && { 'content-encoding': encoding }),
  };
  const known = (headerOf(request, 'if-none-match') ?? '').split(',').map((tag) => tag.trim());
  if (known.includes(etag)) return { status: 304, headers, body: '' };
  return { status: 200, headers, body: encodings[encoding] };
}

/** The smallest encoding that the client takes. */
export function negotiate(accepted: string): Encoding {
  const refused = /;\s*q=0(\.0*)?\s*$/;
  const names = accepted.split(',').flatMap((part) => (refused.test(part) ? [] : (part.split(';')[0]?.trim() ?? [])));
  if (names.includes('br')) return 'br';
  return names.includes('gzip') ? 'gzip' : 'identity';
}

/** Reads files once a build: a page of a few hundred kilobytes stays in memory with its compressed forms. */
function fileStore(root: string): (path: string) => Promise<StoredFile | undefined> {
  const kept = new Map<string, StoredFile>();
  return async (path) => {
    const full = join(root, path);
    const found = await stat(full).catch(() => undefined);
    if (!found?.isFile()) return undefined;
    const stamp = `${found.size}-${found.mtimeMs}`;
    const before = kept.get(path);
    if (before?.stamp === stamp) return before;
    const file = await load(full, stamp);
    kept.set(path, file);
    return file;
  };
}

async function load(full: string, stamp: string): Promise<StoredFile> {
  const identity = await readFile(full);
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };
  const [br, zipped] = await Promise.all([promisify(brotliCompress)(identity, quality), promisify(gzip)(identity)]);
  // Weak: it stands for the file in any of its encodings.
  const etag = `W/"${createHash('sha256').update(identity).digest('base64url').slice(0, 22)}"`;
  return { stamp, etag, encodings: { identity, br, gzip: zipped } };
}
