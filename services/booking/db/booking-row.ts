/** A booking's row and back: nothing is lost on the way, amounts stay exact. */
import type { AskedBy, Attendee, Attribution, Booking, BookingStatus, Customer, HistoryChange, PaymentSummary, Place, Take } from '../domain/booking.ts';
import { staffOf, takesOf } from '../domain/takes.ts';
import { lanesOf, withLanes } from '../domain/lanes.ts';
import type { Line } from '../domain/lines.ts';
import type { OfferingKind } from '../domain/offering.ts';
import { freeUntil, type CancellationPolicy } from '../domain/policy.ts';
import { money } from '../../runtime/money.ts';
import { fromMultirange, toMultirange } from './multirange.ts';

/** A take as JSON has it. */
export type StoredTake = Omit<Take, 'start' | 'end'> & { readonly start: string; readonly end: string };

export const fromStoredTakes = (takes: readonly StoredTake[]): readonly Take[] =>
  takes.map((take) => ({ ...take, start: new Date(take.start), end: new Date(take.end) }));

export interface BookingRow {
  tenant_id: string;
  id: string;
  version: bigint;
  code: string;
  status: BookingStatus;
  offering: { id: string; kind: OfferingKind; title: string; place: string; unitMinor: string };
  starts: Date;
  ends: Date;
  time_zone: string;
  local_start: string;
  local_end: string;
  session_id: string | null;
  party_size: number;
  lanes: string | null;
  staff_id: string | null;
  staff_name: string;
  takes: StoredTake[];
  customer: Customer;
  lines: (Omit<Line, 'unitPrice'> & { readonly unitMinor: string })[];
  total_minor: bigint;
  currency: string;
  payment_required: boolean;
  hold_fence: bigint;
  hold_expires: Date;
  hold_claimed: boolean;
  hold_minutes: number;
  hold_extensions: number;
  payment: { id: string; minor: string; methodLabel: string; captured: string } | null;
  receipt_id: string | null;
  checkout: 'self' | 'cart';
  reason: string;
  policy: CancellationPolicy;
  refund_minor: bigint | null;
  attendees: Attendee[];
  checked_in: Date | null;
  note: string;
  trace_id: string;
  attribution: Attribution;
  request_principal: string | null;
  request_id: string | null;
  request_hash: Uint8Array | null;
  series_id: string | null;
  series_index: number | null;
  created_time: Date;
  updated_time: Date;
}

export interface HistoryRow {
  tenant_id: string;
  booking_id: string;
  from_status: BookingStatus | null;
  to_status: BookingStatus;
  change: HistoryChange;
  detail: string;
  actor: string;
  reason: string;
  time: Date;
}

export interface StepRow {
  tenant_id: string;
  booking_id: string;
  sequence: number;
  name: string;
  service: string;
  detail: string;
  time: Date;
  failed: boolean;
}

export function fromBookingRow(row: BookingRow, history: readonly HistoryRow[], steps: readonly StepRow[]): Booking {
  const { id, kind, title, place, unitMinor } = row.offering;
  return {
    id: row.id,
    code: row.code,
    status: row.status,
    offering: { id, kind, title, place, unitPrice: money(BigInt(unitMinor), row.currency) },
    time: { start: row.starts, end: row.ends, timeZone: row.time_zone, localStart: row.local_start, localEnd: row.local_end },
    place: placeOf(row),
    customer: row.customer,
    lines: row.lines.map(({ unitMinor, ...line }) => ({ ...line, unitPrice: money(BigInt(unitMinor), row.currency) })),
    total: money(row.total_minor, row.currency),
    paymentRequired: row.payment_required,
    hold: { fence: row.hold_fence, expires: row.hold_expires, claimed: row.hold_claimed, minutes: row.hold_minutes, extensions: row.hold_extensions },
    payment: paymentOf(row),
    receiptId: row.receipt_id ?? undefined,
    checkout: row.checkout,
    reason: row.reason,
    policy: row.policy,
    refund: row.refund_minor === null ? undefined : money(row.refund_minor, row.currency),
    attendees: row.attendees,
    checkedIn: row.checked_in ?? undefined,
    note: row.note,
    traceId: row.trace_id,
    attribution: row.attribution,
    created: row.created_time,
    request: requestOf(row),
    series: row.series_id === null || row.series_index === null ? undefined : { id: row.series_id, index: row.series_index },
    history: history.map((h) => ({ change: h.change, detail: h.detail, from: h.from_status ?? undefined, to: h.to_status, actor: h.actor, reason: h.reason, time: h.time })),
    steps: steps.map(({ name, service, detail, time, failed }) => ({ name, service, detail, time, failed })),
  };
}

function placeOf(row: BookingRow): Place {
  const takes = fromStoredTakes(row.takes);
  if (row.session_id !== null) {
    const places = { sessionId: row.session_id, partySize: row.party_size, lanes: lanesOf(fromMultirange(row.lanes ?? '{}')) };
    return takes.length > 0 ? { kind: 'class', ...places, takes } : { kind: 'session', ...places };
  }
  if (takes.length > 0) return { kind: 'time', takes };
  throw new TypeError(`booking ${row.id} has neither session nor time`);
}

const requestOf = ({ request_principal: principal, request_id: id, request_hash: bodyHash }: BookingRow): AskedBy | undefined =>
  principal === null || id === null || bodyHash === null ? undefined : { principal, id, bodyHash };

function paymentOf({ payment, currency }: BookingRow): PaymentSummary | undefined {
  if (!payment) return undefined;
  const { id, minor, methodLabel, captured } = payment;
  return { id, amount: money(BigInt(minor), currency), methodLabel, captured: new Date(captured) };
}

/** The row's values in the order of the store's column list. */
export function toBookingColumns(tenantId: string, b: Booking, version: bigint, now: Date): unknown[] {
  const { place, offering, payment, hold, time } = b;
  const session = place.kind === 'time' ? undefined : place;
  const staff = staffOf(place);
  const { unitPrice, ...offered } = offering;
  const paid = payment && { id: payment.id, minor: String(payment.amount.minor), methodLabel: payment.methodLabel, captured: payment.captured.toISOString() };
  return [
    tenantId, b.id, version, b.code, b.status, JSON.stringify({ ...offered, unitMinor: String(unitPrice.minor) }), offering.id,
    time.start, time.end, time.timeZone, time.localStart, time.localEnd,
    session?.sessionId, session?.partySize ?? 1, session && toMultirange(withLanes([], session.lanes)), staff?.id, staff?.name ?? '', b.customer.id, JSON.stringify(b.customer),
    b.total.minor, b.total.currency, b.paymentRequired, hold.fence, hold.expires, hold.claimed, paid && JSON.stringify(paid),
    b.receiptId, b.checkout, b.reason, freeUntil(b.policy, time.start) ?? b.created, b.note, b.traceId, JSON.stringify(b.attribution), b.created, now,
    b.request?.principal, b.request?.id, b.request?.bodyHash,
    hold.minutes, hold.extensions, JSON.stringify(b.policy), b.refund?.minor, JSON.stringify(b.attendees), b.checkedIn, JSON.stringify(takesOf(place)),
    JSON.stringify(b.lines.map(({ unitPrice: { minor }, ...line }) => ({ ...line, unitMinor: String(minor) }))),
    b.series?.id, b.series?.index,
  ];
}
