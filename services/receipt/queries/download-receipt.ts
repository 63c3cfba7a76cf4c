/** The PDF of a receipt, also when the object store has lost it. */
import type { View } from '../../runtime/actor/types.ts';
import { unavailable } from '../../runtime/errors.ts';
import type { Archive } from '../objects/archive.ts';
import { findReceipt } from './find-receipt.ts';

export const downloadReceipt =
  (archive: Archive) =>
  async (view: View, { id }: { readonly id: string }) => {
    const { number, document, rendering } = await findReceipt(view, id);
    if (!rendering) throw unavailable('RECEIPT_NOT_READY', 'The receipt is being printed. Try again in a moment.');
    return { fileName: `receipt-${number}.pdf`, pdf: new Uint8Array(await archive.fetch(document, rendering, view.signal)) };
  };
