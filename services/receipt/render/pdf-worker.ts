/** Runs on a worker thread: rendering takes tens of milliseconds that the service's own thread has better uses for. */
import { move } from 'piscina';
import type { ReceiptDocument } from '../domain/document.ts';
import { renderReceiptPdf } from './receipt-pdf.ts';

/** Hands the bytes over without copying them. */
export async function renderReceipt(document: ReceiptDocument): Promise<unknown> {
  return move((await renderReceiptPdf(document)).buffer);
}
