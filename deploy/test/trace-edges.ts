/** The edges of a booking's trace: which span is whose child, across services and through events, effects and webhooks. */
import type { ReceivedSpan } from '../../services/admin/receiver/otlp.ts';

/** One span on a way: `service kind name`, such as `payment CONSUMER consume booking.created`. `*` stands for any rest of a name. */
export type Hop = string;

const labelOf = ({ service, kind, name }: ReceivedSpan): string => `${service} ${kind} ${name}`;

function matches(span: ReceivedSpan, hop: Hop): boolean {
  const label = labelOf(span);
  return hop.endsWith('*') ? label.startsWith(hop.slice(0, -1)) : label === hop;
}

/** The first hop of `way` that no span takes as a child of the hop before it; `undefined` when all do. */
export function brokenAt(spans: readonly ReceivedSpan[], way: readonly Hop[]): string | undefined {
  const children = Map.groupBy(spans, ({ parentSpanId }) => parentSpanId);
  let here: readonly ReceivedSpan[] = spans;
  for (const [index, hop] of way.entries()) {
    const next = here.filter((span) => matches(span, hop));
    if (next.length === 0) return index === 0 ? hop : `${way[index - 1]} → ${hop}`;
    here = next.flatMap(({ spanId }) => children.get(spanId) ?? []);
  }
  return undefined;
}

/** Spans whose parent is neither in the trace nor `root`, the span that the caller began it with. */
export function orphans(spans: readonly ReceivedSpan[], root: string): string[] {
  const known = new Set([root, ...spans.map(({ spanId }) => spanId)]);
  return spans.filter(({ parentSpanId }) => !known.has(parentSpanId)).map((span) => `parent of ${labelOf(span)}`);
}

/** An event from the turn that decided it, through the broker, to the turns that it caused. */
const event = (name: string, from: string, turns: readonly string[], ...to: readonly string[]): Hop[][] => [
  ...turns.map((turn) => [`${from} INTERNAL turn ${turn}`, `${from} PRODUCER publish ${name}`]),
  ...to.map((service) => [`${from} PRODUCER publish ${name}`, `${service} CONSUMER consume ${name}`, `${service} INTERNAL turn event:${name}`]),
];

/** An effect from the turn that asked for it, through the provider, to the turn that its outcome is. */
const effect = (name: string, service: string, turn: string, call: string): Hop[][] => [
  [`${service} INTERNAL turn ${turn}`, `${service} INTERNAL effect ${name}`, `${service} CLIENT ${call}`],
  [`${service} INTERNAL effect ${name}`, `${service} INTERNAL turn effect:${name}`],
];

const CREATE = 'berth.booking.v1.BookingService/CreateBooking';
const INGEST = 'berth.payment.v1.PaymentService/IngestWebhook';

/** Every way through a booking that is paid by card and measured. */
export const WAYS: readonly (readonly Hop[])[] = [
  [`gateway SERVER ${CREATE}`, `gateway CLIENT ${CREATE}`, `booking SERVER ${CREATE}`, 'booking INTERNAL turn CreateBooking'],
  // Out of booking's own copies; only a customer who is newer than those is asked for.
  [`booking SERVER ${CREATE}`, 'booking CLIENT sql select id, name, email*'],
  ['booking INTERNAL turn CreateBooking', 'booking INTERNAL batch booking', 'booking CLIENT sql insert into outbox*'],
  ...event('booking.created', 'booking', ['CreateBooking'], 'payment', 'notification'),
  ...effect('createIntent', 'payment', 'event:booking.created', 'stripe payment_intents.create'),
  ...event('payment.created', 'payment', ['effect:createIntent'], 'booking'),
  ['gateway SERVER webhook stripe', `gateway CLIENT ${INGEST}`, `payment SERVER ${INGEST}`],
  ...event('payment.authorized', 'payment', ['IngestWebhook'], 'booking'),
  ...event('booking.claimed', 'booking', ['event:payment.authorized'], 'payment'),
  ['payment INTERNAL turn event:booking.claimed', 'payment INTERNAL effect captureIntent', 'payment CLIENT stripe payment_intents.capture'],
  // Who hears first that the money came, the call or the webhook, decides the turn that tells.
  ...event('payment.succeeded', 'payment', [], 'booking'),
  ...event('booking.confirmed', 'booking', ['event:payment.succeeded'], 'receipt', 'notification', 'integration'),
  ['receipt INTERNAL turn event:booking.confirmed', 'receipt INTERNAL effect renderReceipt', 'receipt INTERNAL turn effect:renderReceipt'],
  ...event('receipt.generated', 'receipt', ['effect:renderReceipt'], 'booking', 'notification'),
  ...effect('sendEmail', 'notification', 'event:receipt.generated', 'SMTP send'),
  ['notification INTERNAL effect sendEmail', 'notification CLIENT berth.receipt.v1.ReceiptService/DownloadReceipt', 'receipt SERVER berth.receipt.v1.ReceiptService/DownloadReceipt'],
  ...event('notification.sent', 'notification', ['effect:sendEmail'], 'booking'),
  ...effect('sendToTikTok', 'integration', 'event:booking.confirmed', 'tiktok event.track'),
  ...event('tiktok.event.tracked', 'integration', ['effect:sendToTikTok'], 'booking'),
];

