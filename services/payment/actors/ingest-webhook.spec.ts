import { expect } from 'chai';
import { derivedId } from '../../runtime/ids.ts';
import { fakeTurn } from '../../runtime/testing/fake-turn.ts';
import { absorb } from '../domain/facts.ts';
import { after, AT, captured, created, fresh, methodKnown, view } from '../domain/example.ts';
import { newestWebhookIdOf, paymentKey, webhookKey } from '../keys.ts';
import { actor } from '../test/model-payment.ts';
import { routeWebhook, takeIn, type WebhookFacts } from './ingest-webhook.ts';

const ACCOUNT = derivedId('account of a business');
const TENANT = derivedId('a business');
const payment = after(fresh, absorb(fresh, view(created), AT));

/** What a turn records for a webhook of a business's own account that says the payment was captured. */
function told(millisecond: number) {
  const webhook = { id: derivedId(`event ${millisecond}`), provider: 'stripe', account: ACCOUNT, eventId: `evt_${millisecond}`, type: 'payment_intent.succeeded', payload: { forged: true }, occurred: AT };
  const facts: WebhookFacts = {
    told: { webhook, view: view(created, methodKnown, captured), paymentId: undefined }, owner: { tenantId: TENANT, id: payment.id, traceparent: payment.traceparent }, tenantId: TENANT,
  };
  const newest = webhookKey(newestWebhookIdOf(ACCOUNT));
  expect(routeWebhook(facts)).to.deep.equal([paymentKey(payment.id), newest]);
  const now = new Date(AT.getTime() + millisecond);
  const { effects, events, valueOf } = fakeTurn(actor, { parts: [[paymentKey(payment.id), payment], [newest, undefined]], now, version: 3n }, (turn) => takeIn(turn, facts));
  expect(events).to.deep.equal([]);
  expect(valueOf(payment.id)).to.equal(payment);
  expect(valueOf(newest.id)).to.include({ eventId: 'newest', type: '' }).and.to.have.property('payload').that.deep.equals({});
  return effects.map(({ name, kind, due }) => [kind, name, due?.getTime() === undefined ? undefined : due.getTime() - AT.getTime()]);
}

describe('a webhook of a business’s own account', () => {
  it('moves nothing, and has the provider asked once a second at most, however many come', () => {
    expect(told(1)).to.deep.equal([['reminder', 'lookUp', 1_000]]);
    for (const millisecond of [2, 500, 999, 1_000]) expect(told(millisecond), `${millisecond} ms`).to.deep.equal([['reminder', 'lookUp', 1_000]]);
    expect(told(1_001)).to.deep.equal([['reminder', 'lookUp', 2_000]]);
  });
});
