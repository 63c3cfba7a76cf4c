/** A sandbox that was stopped or killed goes on where it was: payments, answers to repeat, webhooks that are due. */
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { BOOKING, connected } from './testing/connected.ts';
import { receiveWebhooks, typesOf, WEBHOOK_SECRET } from './testing/webhook-receiver.ts';

describe('Stripe sandbox: restart', () => {
  let dir: string;
  beforeEach(async () => void (dir = await mkdtemp(join(tmpdir(), 'stripe-sandbox-'))));
  afterEach(() => rm(dir, { recursive: true }));

  it('keeps payments and the answers to idempotency keys', async () => {
    const first = await (async () => {
      await using box = await connected({ dir });
      const intent = await box.stripe.paymentIntents.create(
        { ...BOOKING, payment_method: 'pm_card_visa', confirm: true },
        { idempotencyKey: 'k' },
      );
      await box.stripe.paymentIntents.capture(intent.id);
      return intent;
    })();
    await using box = await connected({ dir });
    expect(await box.stripe.paymentIntents.retrieve(first.id)).to.include({
      status: 'succeeded',
      client_secret: first.client_secret,
    });
    const again = await box.stripe.paymentIntents.create(
      { ...BOOKING, payment_method: 'pm_card_visa', confirm: true },
      { idempotencyKey: 'k' },
    );
    expect(again).to.include({ id: first.id, status: 'requires_capture' });
    expect((await box.stripe.refunds.create({ payment_intent: first.id })).amount).to.equal(2000);
  });

  it('delivers after the restart what was held before', async () => {
    await using receiver = await receiveWebhooks((_request, index) => (index === 0 ? 503 : 200));
    const webhooks = [{ url: receiver.url, secret: WEBHOOK_SECRET }];
    {
      await using box = await connected({ dir, webhooks });
      await box.stripe.paymentIntents.create(BOOKING);
      await receiver.arrived(1);
    }
    await using box = await connected({ dir, webhooks });
    await receiver.arrived(2);
    await box.sandbox.webhooks.settled();
    expect(new Set(typesOf(receiver.received))).to.deep.equal(new Set(['payment_intent.created']));
    expect(box.sandbox.webhooks.deliveries()[0]).to.include({ state: 'delivered' });
  });

  it('drops a transaction that a crash cut short, whole', async () => {
    {
      await using box = await connected({ dir });
      await box.stripe.paymentIntents.create(BOOKING);
    }
    await appendFile(
      join(dir, 'stripe.jsonl'),
      '[{"table":"payment_intent","put":{"id":"pi_torn","object":"payment_in',
    );
    await using box = await connected({ dir });
    expect(box.sandbox.intents()).to.have.length(1);
    expect(await readFile(join(dir, 'stripe.jsonl'), 'utf8')).to.not.include('pi_torn');
  });

  it('says which line is damaged and what to do', async () => {
    await writeFile(join(dir, 'stripe.jsonl'), '{"not":"ours"}\n');
    const error = await connected({ dir }).catch((reason: unknown) => reason);
    expect(String(error)).to.match(/stripe\.jsonl:1 is damaged .*delete the file/);
  });

  it('says which port is taken', async () => {
    await using box = await connected();
    const error = await connected({ port: box.sandbox.port }).catch((reason: unknown) => reason);
    expect(String(error)).to.include(`Stripe sandbox: port ${box.sandbox.port} on 127.0.0.1 is taken`);
  });
});
