/** Coming back from a bank's page, the address says how it went there. */

export interface PaymentReturn {
  readonly redirect_status?: 'succeeded' | 'failed' | 'processing' | 'pending';
}

const STATUSES = ['succeeded', 'failed', 'processing', 'pending'] as const;

/** Keeps of an address what the provider put there and we use; its secrets are dropped. */
export function readReturn(raw: Readonly<Record<string, unknown>>): PaymentReturn {
  const status = STATUSES.find((candidate) => candidate === raw['redirect_status']);
  return status === undefined ? {} : { redirect_status: status };
}

/** The customer has done their part; what comes of it arrives by itself. */
export const hasPaid = ({ redirect_status: status }: PaymentReturn): boolean => status !== undefined && status !== 'failed';
