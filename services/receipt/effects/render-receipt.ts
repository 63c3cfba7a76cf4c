/** Prints an issued receipt and files the PDF; repeating it files the same bytes in the same place. */
import { effectType, type EffectRunner } from '../../runtime/effects/types.ts';
import type { ReceiptDocument } from '../domain/document.ts';
import type { Rendering } from '../domain/receipt.ts';
import type { Archive } from '../objects/archive.ts';

export interface RenderInput {
  readonly document: ReceiptDocument;
  readonly objectKey: string;
}

export const renderReceipt = effectType<RenderInput, Rendering>('renderReceipt');

export const renderReceiptRunner = (archive: Archive): EffectRunner<RenderInput, Rendering> => ({
  type: renderReceipt,
  timeoutMs: 20_000,
  run: async ({ document, objectKey }, { signal }) => ({ objectKey, sha256: await archive.file(document, objectKey, signal) }),
});
