/** One receipt of the caller's, or of the tenant for staff. */
import type { View } from '../../runtime/actor/types.ts';
import { toReceipt } from '../mapping.ts';
import { findReceipt } from './find-receipt.ts';

export async function getReceipt(view: View, { id }: { readonly id: string }) {
  return { receipt: toReceipt(await findReceipt(view, id)) };
}
