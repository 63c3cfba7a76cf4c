import { expect } from 'chai';
import { derivedId } from '../../runtime/ids.ts';
import { fakeTurn } from '../../runtime/testing/fake-turn.ts';
import { absorb } from '../domain/facts.ts';
import { after, AT, captured, created, fresh, methodKnown, view } from '../domain/example.ts';
import type { StoredWebhook } from '../domain/webhook.ts';
import { newestWebhookIdOf, paymentKey, webhookKey } from '../keys.ts';
import { actor } from '../test/model-payment.ts';
import { routeWebhook, takeIn, type WebhookFacts } from './ingest-webhook.ts';

const ACCOUNT = derivedId('account of a business');
const TENANT = derivedId('a business');
const payment = after(fresh, absorb(fresh, view(created), AT));

/** What a turn records for a webhook of a business's own account that says the payment was captured. */
function told(millisecond: number, before?: unknown) {
  const webhook = { id: derivedId(`event ${millisecond}`), provider: 'stripe', account: ACCOUNT, eventId: `evt_${millisecond}`, type: 'payment_intent.succeeded', payload: { forged: true }, occurred: AT };
  const facts: WebhookFacts = {
    told: { webhook, view: view(created, methodKnown, captured), paymentId: undefined }, owner: { tenantId: TENANT, id: payment.id, traceparent: payment.traceparent }, tenantId: TENANT,
  };
  const newest = webhookKey(newestWebhookIdOf(ACCOUNT));
  expect(routeWebhook(facts)).to.deep.equal([paymentKey(payment.id), newest]);
  const now = new Date(AT.getTime() + millisecond);
  const { effects, events, valueOf } = fakeTurn(actor, { parts: [[paymentKey(payment.id), payment], [newest, before as StoredWebhook | undefined]], now, version: 3n }, (turn) => takeIn(turn, facts));
  expect(events).to.deep.equal([]);
  expect(valueOf(payment.id)).to.equal(payment);
  expect(valueOf(newest.id)).to.include({ eventId: 'newest', type: '' }).and.to.have.property('payload').that.deep.equals({});
  return { row: valueOf(newest.id), asked: effects.map(({ name, kind, due }) => [kind, name, due?.getTime() === undefined ? undefined : due.getTime() - AT.getTime()]) };
}

describe('a webhook of a business’s own account', () => {
  it('moves nothing, and has the provider asked once a second at most, however many come', () => {
    expect(told(1).asked).to.deep.equal([['reminder', 'lookUp', 1_000]]);
    for (const millisecond of [2, 500, 999, 1_000]) expect(told(millisecond).asked, `${millisecond} ms`).to.deep.equal([['reminder', 'lookUp', 1_000]]);
    expect(told(1_001).asked).to.deep.equal([['reminder', 'lookUp', 2_000]]);
  });

  it('has the provider asked five times a second for the account, later for what comes in a burst, and not at all beyond a minute', () => {
    let row: unknown;
    const due = Array.from({ length: 1_000 }, () => {
      const next = told(1, row);
      ({ row } = next);
      return next.asked.map(([, , at]) => Number(at) / 1_000);
    }).flat();
    expect(Object.values(Object.groupBy(due, String)).map((second) => second?.length)).to.satisfy((counts: number[]) => counts.every((count) => count <= 5));
    expect(due.length).to.equal(301);
    expect(due.at(-1)).to.equal(61);
    expect(told(30_001, row).asked).to.deep.equal([['reminder', 'lookUp', 61_000]]);
  });
});
