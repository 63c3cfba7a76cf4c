/** The PDFs that confirmations carry, fetched from the receipt service in the tenant's name. */
import { ReceiptService } from '#proto/berth/receipt/v1/receipt_service_pb.ts';
import { toTypeId } from '../../runtime/ids.ts';
import { connectTo } from '../../runtime/rpc/client.ts';
import type { Runtime } from '../../runtime/service.ts';

export interface ReceiptSource extends Disposable {
  /** The PDF of a receipt (its uuid). */
  download(receiptId: string, tenantId: string, signal: AbortSignal): Promise<{ readonly fileName: string; readonly pdf: Uint8Array }>;
}

export function createReceiptSource(runtime: Runtime, address: string): ReceiptSource {
  const receipts = connectTo(ReceiptService, { ...runtime, address });
  return {
    download: (receiptId, tenantId, signal) =>
      receipts.downloadReceipt(
        { id: toTypeId('rcp', receiptId) },
        { caller: { tenantId, subject: 'service:notification', roles: ['service'] }, signal },
      ),
    [Symbol.dispose]: () => receipts[Symbol.dispose](),
  };
}
