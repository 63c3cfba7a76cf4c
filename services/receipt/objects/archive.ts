/** The PDFs of receipts: kept in the object store, printed again from their documents when it has lost or damaged one, or is out of reach. */
import { createHash } from 'node:crypto';
import { Failure } from '../../runtime/errors.ts';
import type { Logger } from '../../runtime/logger.ts';
import type { ReceiptDocument } from '../domain/document.ts';
import type { Rendering } from '../domain/receipt.ts';
import type { Renderer } from '../render/renderer.ts';
import type { ObjectStore } from '../../runtime/objects/object-store.ts';

export interface Archive {
  /** Prints a document and keeps it; gives the SHA-256 of the PDF in hexadecimal. */
  file(document: ReceiptDocument, objectKey: string, signal: AbortSignal): Promise<string>;
  /** The PDF of a document that was filed. */
  fetch(document: ReceiptDocument, rendering: Rendering, signal: AbortSignal): Promise<Uint8Array>;
}

export interface ArchiveOptions {
  readonly renderer: Pick<Renderer, 'render'>;
  readonly store: ObjectStore;
  readonly logger: Logger;
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function createArchive({ renderer, store, logger }: ArchiveOptions): Archive {
  const keep = (objectKey: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> =>
    store.put(objectKey, { bytes, contentType: 'application/pdf' }, signal);
  return {
    async file(document, objectKey, signal) {
      const bytes = await renderer.render(document, signal);
      await keep(objectKey, bytes, signal);
      return sha256Of(bytes);
    },
    async fetch(document, { objectKey, sha256 }, signal) {
      const state = await look(store, objectKey, sha256, signal);
      if (typeof state !== 'string') return state;
      logger.warn({ objectKey, state }, 'a receipt is printed again');
      const bytes = await renderer.render(document, signal);
      if (state === 'unreachable') return bytes;
      if (sha256Of(bytes) === sha256) await keep(objectKey, bytes, signal);
      // Another version of the renderer: it says the same, but it is not the file that was issued, so it does not take its place.
      else logger.warn({ objectKey }, 'a receipt printed again differs from the first printing');
      return bytes;
    },
  };
}

/** The stored PDF, or why there is none to give. */
async function look(store: ObjectStore, objectKey: string, sha256: string, signal: AbortSignal): Promise<Uint8Array | 'missing' | 'damaged' | 'unreachable'> {
  try {
    const found = await store.get(objectKey, signal);
    if (!found) return 'missing';
    return sha256Of(found) === sha256 ? found : 'damaged';
  } catch (error) {
    if (signal.aborted || !(error instanceof Failure && error.code === 'UNAVAILABLE')) throw error;
    return 'unreachable';
  }
}
