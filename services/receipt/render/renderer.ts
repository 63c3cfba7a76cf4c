/** Renders receipts on a thread of their own, one after the other. */
import { Piscina } from 'piscina';
import type { ReceiptDocument } from '../domain/document.ts';

export interface Renderer extends AsyncDisposable {
  /** The PDF; the same bytes for the same document. Rejects when `signal` aborts. */
  render(document: ReceiptDocument, signal: AbortSignal): Promise<Uint8Array>;
}

const IDLE_MS = 60_000;

/** Starts no thread before the first receipt. */
export function createRenderer(): Renderer {
  const pool = new Piscina({
    filename: new URL('./pdf-worker.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_MS,
  });
  return {
    async render(document, signal) {
      const bytes: unknown = await pool.run(document, { name: 'renderReceipt', signal });
      if (!(bytes instanceof ArrayBuffer)) throw new TypeError('the worker gave no bytes');
      return new Uint8Array(bytes);
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}
