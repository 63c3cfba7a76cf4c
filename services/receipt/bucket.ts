/** The bucket that receipts are kept in, where that is NATS. */
export const RECEIPT_BUCKET = 'berth-receipts';
