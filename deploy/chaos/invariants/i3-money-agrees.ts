/** I3: the provider's books, our payments, our ledger and the bookings tell of the same money, to the last cent. */
import type { PaymentOverview } from '../../dev/sandbox/stripe/inspect.ts';
import type { Evidence, Invariant } from './evidence.ts';

interface PaymentRow {
  readonly id: string;
  readonly payable_id: string;
  readonly status: string;
  readonly reference: string | null;
  readonly captured: number;
  readonly refunded: number;
  readonly refunds_open: number;
  readonly at_provider: number;
  readonly revenue: number;
  readonly balance: number;
}

const PAYMENTS = `select p.id, p.payable_id, p.status, p.provider_reference as reference, p.captured_minor::float8 as captured,
    coalesce(r.done, 0)::float8 as refunded, coalesce(r.open, 0)::int as refunds_open,
    coalesce(l.at_provider, 0)::float8 as at_provider, coalesce(l.revenue, 0)::float8 as revenue, coalesce(l.balance, 0)::float8 as balance
  from payment p
  left join lateral (select sum(amount_minor) filter (where status = 'succeeded') as done, count(*) filter (where status in ('requested', 'pending')) as open
    from refund where refund.tenant_id = p.tenant_id and refund.payment_id = p.id) r on true
  left join lateral (select sum(amount_minor) filter (where account = 'provider_balance') as at_provider,
      sum(amount_minor) filter (where account in ('revenue', 'refunds')) as revenue, sum(amount_minor) as balance
    from ledger_line where ledger_line.tenant_id = p.tenant_id and ledger_line.payment_id = p.id) l on true`;

interface BookingRow {
  readonly id: string;
  readonly status: string;
  readonly total: number;
  readonly payment_required: boolean;
}

const BOOKINGS = `select id, status, total_minor::float8 as total, payment_required from booking`;

const IN_FLIGHT = new Set(['creating', 'authorized', 'capturing']);

export const moneyAgrees: Invariant = {
  name: 'I3',
  meaning: 'For each payment: captured equals what its confirmed booking costs plus what was given back, nothing is under way, and provider, payment and ledger agree.',
  async check(evidence: Evidence) {
    const payments = await evidence.rows('payment')<PaymentRow>(PAYMENTS);
    const bookings = new Map((await evidence.rows('booking')<BookingRow>(BOOKINGS)).map((row) => [row.id, row]));
    const byReference = new Map(payments.map((payment) => [payment.reference, payment]));
    const atProvider = new Map(evidence.payments().map((overview) => [overview.intent.id, overview]));
    return [
      ...[...atProvider.keys()].filter((id) => !byReference.has(id)).map((id) => `Stripe has ${id}, which belongs to no payment`),
      ...payments.flatMap((payment) => [
        ...inFlight(payment),
        ...againstProvider(payment, atProvider.get(payment.reference ?? '')),
        ...againstLedger(payment),
        ...againstBooking(payment, bookings.get(payment.payable_id)),
      ].map((problem) => `payment ${payment.id} (${payment.status}): ${problem}`)),
      ...unpaid(bookings, payments),
    ];
  },
};

const inFlight = ({ status, refunds_open: open }: PaymentRow): string[] => [
  ...(IN_FLIGHT.has(status) ? ['is still under way'] : []),
  ...(open > 0 ? [`${open} refunds are still under way`] : []),
];

function againstProvider({ reference, captured, refunded }: PaymentRow, overview: PaymentOverview | undefined): string[] {
  if (!overview) return reference === null ? [] : [`Stripe does not know ${reference}`];
  const { amount_received: received } = overview.intent;
  const back = overview.refunds.filter(({ status }) => status === 'succeeded').reduce((sum, { amount }) => sum + amount, 0);
  return [
    ...(received === captured ? [] : [`${captured} captured here, ${received} at Stripe`]),
    ...(back === refunded ? [] : [`${refunded} given back here, ${back} at Stripe`]),
  ];
}

const againstLedger = ({ captured, refunded, at_provider: held, revenue, balance }: PaymentRow): string[] => [
  ...(balance === 0 ? [] : [`its ledger is off by ${balance}`]),
  ...(held === captured - refunded ? [] : [`the ledger has ${held} at the provider instead of ${captured - refunded}`]),
  ...(-revenue === captured - refunded ? [] : [`the ledger has sold ${-revenue} instead of ${captured - refunded}`]),
];

function againstBooking({ captured, refunded }: PaymentRow, booking: BookingRow | undefined): string[] {
  if (!booking) return captured === refunded ? [] : ['its booking does not exist'];
  const owed = booking.status === 'confirmed' ? booking.total : 0;
  return captured - refunded === owed ? [] : [`keeps ${captured - refunded} for a booking that is ${booking.status} and costs ${booking.total}`];
}

function unpaid(bookings: ReadonlyMap<string, BookingRow>, payments: readonly PaymentRow[]): string[] {
  const paid = new Set(payments.filter(({ captured }) => captured > 0).map(({ payable_id: id }) => id));
  return [...bookings.values()]
    .filter(({ id, status, payment_required: required }) => status === 'confirmed' && required && !paid.has(id))
    .map(({ id }) => `booking ${id} is confirmed and nobody paid for it`);
}
