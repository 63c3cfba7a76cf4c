/** A payment's row and back: nothing is lost on the way, amounts stay exact. */
import type { Change } from '../../runtime/actor/types.ts';
import { money } from '../../runtime/money.ts';
import type { FailedAttempt, Payable, Payment, PaymentStatus } from '../domain/payment.ts';
import type { Refund, RefundStatus } from '../domain/refund.ts';

export interface PaymentRow {
  readonly id: string;
  readonly version: bigint;
  readonly payable_kind: Payable['kind'];
  readonly payable_id: string;
  readonly customer_id: string;
  readonly status: PaymentStatus;
  readonly amount_minor: bigint;
  readonly captured_minor: bigint;
  readonly currency: string;
  readonly fence: bigint;
  readonly capture_fence: bigint | null;
  readonly provider: 'stripe';
  readonly account: string;
  readonly provider_reference: string | null;
  readonly client_secret: string | null;
  readonly method_label: string;
  readonly reason: string;
  readonly released: string | null;
  readonly last_attempt: FailedAttempt | null;
  readonly captured_time: Date | null;
  readonly progressed_time: Date;
  readonly traceparent: string;
  readonly created_time: Date;
  readonly updated_time: Date;
}

export interface RefundRow {
  readonly id: string;
  readonly payment_id: string;
  readonly amount_minor: bigint;
  readonly currency: string;
  readonly status: RefundStatus;
  readonly provider_reference: string | null;
  readonly reason: string;
  readonly created_time: Date;
}

export const fromPaymentRow = (row: PaymentRow, refunds: readonly Refund[]): Payment => ({
  id: row.id,
  payable: { kind: row.payable_kind, id: row.payable_id },
  customerId: row.customer_id,
  amount: money(row.amount_minor, row.currency),
  fence: row.fence,
  provider: row.provider,
  account: row.account,
  traceparent: row.traceparent,
  status: row.status,
  reference: row.provider_reference ?? undefined,
  clientSecret: row.client_secret ?? undefined,
  captureFence: row.capture_fence ?? undefined,
  released: row.released ?? undefined,
  captured: money(row.captured_minor, row.currency),
  capturedTime: row.captured_time ?? undefined,
  methodLabel: row.method_label,
  reason: row.reason,
  lastAttempt: row.last_attempt ?? undefined,
  refunds,
  created: row.created_time,
  progressed: row.progressed_time,
  updated: row.updated_time,
});

export const fromRefundRow = (row: RefundRow): Refund => ({
  id: row.id,
  amount: money(row.amount_minor, row.currency),
  status: row.status,
  reference: row.provider_reference ?? undefined,
  reason: row.reason,
  created: row.created_time,
});

/** The payment's values in the order of the store's column list. */
export const toPaymentColumns = ({ tenantId, version, now }: Change<Payment>, p: Payment): readonly unknown[] => [
  tenantId, p.id, version, p.payable.kind, p.payable.id, p.customerId, p.status, p.amount.minor, p.captured.minor, p.amount.currency,
  p.fence, p.captureFence, p.provider, p.account, p.reference, p.clientSecret, p.methodLabel, p.reason, p.released,
  p.lastAttempt && JSON.stringify(p.lastAttempt), p.capturedTime, p.progressed, p.traceparent, p.created, now,
];

/** The refund's values in the order of the store's column list. */
export const toRefundColumns = ({ tenantId, version, now }: Change<Payment>, paymentId: string, r: Refund): readonly unknown[] => [
  tenantId, r.id, version, paymentId, r.amount.minor, r.amount.currency, r.status, r.reference, r.reason, r.created, now,
];
