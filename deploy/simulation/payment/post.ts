/** Webhooks on their way: signed, late, doubled, lost, and sent again until the payment service has said that it has them. */
import { create } from '@bufbuild/protobuf';
import Stripe from 'stripe';
import { IngestWebhookRequestSchema, PaymentService } from '#proto/berth/payment/v1/payment_service_pb.ts';
import { PLATFORM_TENANT } from '#runtime/ids.ts';
import type { Caller } from '#runtime/actor/types.ts';
import { EPOCH } from '#runtime/testing/simulation/process.ts';
import { callNode } from '../call.ts';
import type { Ground } from '../ground.ts';
import type { Node } from '../node.ts';
import { ACCOUNT, WEBHOOK_SECRET } from './node.ts';

export interface Post {
  /** An event of the provider, to be delivered. */
  send(type: string, object: object): void;
  /** Webhooks that are still on their way. */
  readonly open: number;
}

const GATEWAY: Caller = { tenantId: PLATFORM_TENANT, subject: 'service:gateway', roles: ['service'] };
/** Waits between attempts; after the last one the provider gives up. */
const AGAIN_MS = [2_000, 10_000, 30_000, 60_000, 120_000] as const;

export function createPost(ground: Ground, nodes: () => readonly Node[]): Post {
  const { scheduler } = ground;
  const { random } = scheduler;
  let count = 0;
  let open = 0;

  async function deliver(type: string, body: Uint8Array): Promise<void> {
    for (const [attempt, ms] of AGAIN_MS.entries()) {
      const timestamp = Math.floor((EPOCH + scheduler.now()) / 1_000);
      const signature = Stripe.webhooks.generateTestHeaderString({ payload: Buffer.from(body).toString(), secret: WEBHOOK_SECRET, timestamp });
      const request = create(IngestWebhookRequestSchema, { provider: 'stripe', account: ACCOUNT, headers: [{ name: 'stripe-signature', value: signature }], body });
      const reply = await callNode(ground, nodes(), { method: PaymentService.method.ingestWebhook, request, caller: GATEWAY, requestId: ground.newId(), label: `webhook ${type}` });
      if (reply.kind === 'ok') return;
      if (attempt < AGAIN_MS.length - 1) await ground.sleep(ms * random.between(0.5, 1.5));
    }
    ground.count('webhook: given up');
  }

  async function carry(type: string, body: Uint8Array): Promise<void> {
    open += 1;
    await ground.sleep(random.chance(0.1) ? random.between(1_000, 40_000) : random.between(10, 1_000));
    await deliver(type, body);
    open -= 1;
  }

  return {
    send(type, object) {
      count += 1;
      if (!ground.calm && random.chance(0.05)) return ground.count('webhook: never sent');
      const event = { id: `evt_${count}`, object: 'event', type, created: Math.floor((EPOCH + scheduler.now()) / 1_000), data: { object } };
      const body = Buffer.from(JSON.stringify(event));
      void carry(type, body);
      if (ground.calm || !random.chance(0.1)) return;
      ground.count('webhook: doubled');
      void carry(type, body);
    },
    get open() {
      return open;
    },
  };
}
