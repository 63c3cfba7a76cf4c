import { expect } from 'chai';
import Stripe from 'stripe';
import { failureOf } from '../../runtime/testing/rpc.ts';
import { eventWith, intentWith } from './example.ts';
import { verifiedEvent } from './signature.ts';

const NOW = new Date('2026-03-01T10:00:00Z');
const BODY = JSON.stringify(eventWith('payment_intent.succeeded', intentWith()));
const at = (offset: number): number => NOW.getTime() / 1_000 + offset;

const signed = (timestamp: number, payload = BODY, secret = 'whsec_new') => ({
  headers: new Map([['stripe-signature', Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })]]),
  body: Buffer.from(payload),
});

describe('verifiedEvent', () => {
  it('takes what is signed with any of the secrets', async () => {
    for (const secret of ['whsec_old', 'whsec_new']) {
      expect((await verifiedEvent(signed(at(0), BODY, secret), ['whsec_old', 'whsec_new'], NOW)).id).to.equal('evt_1');
    }
  });

  it('takes five minutes on either side of now, and no more', async () => {
    for (const offset of [-299, 299]) expect((await verifiedEvent(signed(at(offset)), ['whsec_new'], NOW)).id).to.equal('evt_1');
    for (const offset of [-301, 301, 3_600]) {
      expect(await failureOf(verifiedEvent(signed(at(offset)), ['whsec_new'], NOW))).to.include({ reason: 'STALE_WEBHOOK' });
    }
  });

  it('refuses other bytes than were signed', async () => {
    const { headers } = signed(at(0));
    const body = Buffer.from(BODY.replace('4500', '4501'));
    expect(await failureOf(verifiedEvent({ headers, body }, ['whsec_new'], NOW))).to.include({ reason: 'BAD_SIGNATURE' });
  });

  it('refuses a header without time or signature', async () => {
    for (const header of ['', 'v1=abc', 't=abc,v1=abc', `t=${at(0)}`]) {
      const webhook = { headers: new Map([['stripe-signature', header]]), body: Buffer.from(BODY) };
      expect(await failureOf(verifiedEvent(webhook, ['whsec_new'], NOW)), header).to.include({ reason: 'BAD_SIGNATURE' });
    }
  });

  it('refuses well-signed payloads that are no v1 events', async () => {
    const payloads = ['[]', '{', JSON.stringify({ object: 'event', id: 'evt_1' }), JSON.stringify({ object: 'v2.core.event', id: 'evt_1', type: 'x' })];
    for (const payload of payloads) {
      expect(await failureOf(verifiedEvent(signed(at(0), payload), ['whsec_new'], NOW)), payload).to.include({ reason: 'BAD_PAYLOAD' });
    }
  });
});
