/** The payments section: each intent with its status, money, and every webhook with its attempts. */
import { html, type Html } from '../html.ts';
import type { PaymentOverview } from '../stripe/inspect.ts';
import type { Charge } from '../stripe/model/charge.ts';
import { formatted } from '../stripe/model/currencies.ts';
import type { Event } from '../stripe/model/event.ts';
import type { PaymentIntent } from '../stripe/model/payment-intent.ts';
import type { Refund } from '../stripe/model/refund.ts';
import type { Delivery } from '../stripe/webhooks/delivery.ts';
import { badge, facts, raw, timeOf, type Tone } from './format.ts';
import { item } from './item.ts';

const TONE: Readonly<Record<PaymentIntent['status'], Tone>> = {
  requires_payment_method: 'quiet',
  requires_confirmation: 'quiet',
  requires_action: 'warn',
  requires_capture: 'info',
  succeeded: 'good',
  canceled: 'quiet',
};

const STATE_TONE: Readonly<Record<Delivery['state'], Tone>> = {
  delivered: 'good',
  failed: 'bad',
  held: 'warn',
  pending: 'info',
};

export function paymentItem(payment: PaymentOverview): Html {
  const { intent, charges, refunds, events } = payment;
  const refused = intent.status === 'requires_payment_method' && intent.last_payment_error !== null;
  return item(intent.id, {
    title: html`<strong class="amount">${formatted(intent.amount, intent.currency)}</strong> ${badge(words(intent.status), TONE[intent.status])}
      ${refused && badge(intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code ?? 'refused', 'bad')}
      ${refunds.some(({ status }) => status !== 'failed') && badge('refunded', 'warn')}`,
    detail: html`<span class="clip">${intent.description ?? intent.id}</span>${webhookSummary(events.flatMap(({ deliveries }) => deliveries))}`,
    when: timeOf(intent.created),
    body: html`
      ${facts([
        ['Intent', html`<code>${intent.id}</code>`],
        ['Received', formatted(intent.amount_received, intent.currency)],
        ['Capture', intent.capture_method],
        ...Object.entries(intent.metadata).map(([name, value]) => [name, html`<code>${value}</code>`] as const),
      ])}
      <ul class="lines">${charges.map(chargeLine)}${refunds.map(refundLine)}</ul>
      <h3>Webhooks</h3>
      <ol class="lines">${events.map(({ event, deliveries }) => eventLine(event, deliveries))}</ol>
      ${raw(`${intent.id}-raw`, 'Payment intent as JSON', intent)}`,
  });
}

function words(status: string): string {
  return status.replaceAll('_', ' ');
}

function webhookSummary(deliveries: readonly Delivery[]): Html {
  const delivered = deliveries.filter(({ state }) => state === 'delivered').length;
  const failed = deliveries.some(({ state }) => state === 'failed');
  if (deliveries.length === 0) return html`<span class="sub">no webhooks</span>`;
  return html`<span class="sub${failed && ' bad-text'}">${delivered} of ${deliveries.length} webhooks delivered</span>`;
}

function chargeLine(charge: Charge): Html {
  const { brand, last4 } = charge.payment_method_details.card;
  return html`<li><span>${badge(charge.status === 'failed' ? 'charge refused' : charge.captured ? 'captured' : 'authorised', charge.status === 'failed' ? 'bad' : 'good')}
    ${brand} ···· ${last4}${charge.failure_message !== null && html` <span class="sub">${charge.failure_message}</span>`}</span>${timeOf(charge.created)}</li>`;
}

function refundLine(refund: Refund): Html {
  return html`<li><span>${badge(`refund ${refund.status}`, refund.status === 'failed' ? 'bad' : 'warn')} ${formatted(refund.amount, refund.currency)}</span>${timeOf(refund.created)}</li>`;
}

function eventLine(event: Event, deliveries: readonly Delivery[]): Html {
  return html`<li class="event"><span><code>${event.type}</code>${deliveries.length === 0 && html` <span class="sub">no endpoint hears of it</span>`}</span>
    <form method="post" action="/events/${event.id}/redeliver" data-background><button>Redeliver<span class="visually-hidden"> ${event.type}</span></button></form>
    ${deliveries.map(deliveryLine)}</li>`;
}

function deliveryLine(delivery: Delivery): Html {
  const attempts = delivery.attempts.map(
    ({ status, error, milliseconds }) =>
      html`<span class="attempt">${status ?? 'no answer'} · ${milliseconds} ms${error !== null && html` · ${error}`}</span>`,
  );
  return html`<div class="delivery">${badge(delivery.state, STATE_TONE[delivery.state])} <span class="attempts">${attempts}</span></div>`;
}
