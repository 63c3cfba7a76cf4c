/** What each event makes of a payment: the one place where it changes. */
import { type Payment, type PaymentEvent, type PaymentStatus, RANK } from './payment.ts';
import { refunded, type Refund } from './refund.ts';

/** Applies one event. Throws `TypeError` for an event that no decision can have made: a defect. */
export function evolve(payment: Payment | undefined, event: PaymentEvent): Payment {
  if (event.type === 'started') return event.payment;
  if (!payment) throw new TypeError(`${event.type} before started`);
  return 'at' in event ? { ...next(payment, event), updated: event.at } : payment;
}

function next(payment: Payment, event: Extract<PaymentEvent, { at: Date }>): Payment {
  switch (event.type) {
    case 'intentCreated':
      return moved({ ...payment, reference: event.reference, clientSecret: event.clientSecret }, atLeast(payment, 'awaiting_customer'), event.at);
    case 'attemptFailed':
      return { ...payment, lastAttempt: event.attempt, reason: event.attempt.reason };
    case 'authorized':
      return moved(payment, 'authorized', event.at);
    case 'methodKnown':
      return { ...payment, methodLabel: event.label };
    case 'captureRequested':
      return moved({ ...payment, captureFence: event.fence }, 'capturing', event.at);
    case 'captured':
      return settled(moved({ ...payment, captured: event.amount, capturedTime: event.at }, 'succeeded', event.at), event.at);
    case 'failed':
      return moved(payment, 'failed', event.at, event.reason);
    case 'cancelled':
      return moved(payment, 'cancelled', event.at, event.reason);
    case 'released':
      return { ...payment, released: event.reason };
    case 'refundRequested':
    case 'refundAdopted':
      return { ...payment, refunds: [...payment.refunds, event.refund] };
    case 'refundMoved':
      return settled({ ...payment, refunds: payment.refunds.map((refund) => (refund.id === event.refund.id ? event.refund : refund)) }, event.at);
    default:
      return event satisfies never;
  }
}

const atLeast = ({ status }: Payment, other: PaymentStatus): PaymentStatus => (RANK[status] < RANK[other] ? other : status);

/** Leaving a status leaves behind what belonged to it: failed attempts and their reason. */
function moved(payment: Payment, status: PaymentStatus, at: Date, reason = ''): Payment {
  if (payment.status === status) return payment;
  const waits = RANK[status] <= RANK.awaiting_customer;
  return { ...payment, status, progressed: at, ...(!waits && { lastAttempt: undefined, reason }) };
}

/** A captured payment is refunded when all of it went back, and no longer when a refund bounced. */
function settled(payment: Payment, at: Date): Payment {
  if (payment.captured.minor === 0n) return payment;
  return moved(payment, refunded(payment).minor >= payment.captured.minor ? 'refunded' : 'succeeded', at);
}

/** Refunds by id. */
export const refundOf = ({ refunds }: Payment, id: string): Refund | undefined => refunds.find((refund) => refund.id === id);
